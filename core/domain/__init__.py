"""What things are: frozen dataclasses, Decimal and enums.

Lives here: quantities, periods, organizations, emission sources, factors, activity records, inventories, dossiers, findings.
May import: the standard library and the ground floor (core.errors, core.i18n). Nothing else.
"""
