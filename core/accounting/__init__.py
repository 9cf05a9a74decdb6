"""How figures follow from facts: pure functions.

Lives here: calculation methods, the footprint, intensities, checks.
May import: core.domain, the ground floor and the standard library. No files, no clock, no store.
"""
