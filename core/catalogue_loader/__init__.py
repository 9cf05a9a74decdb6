"""The reference data on disk, turned into domain types.

Lives here: reading resources/catalogue/ into a Catalogue, and saying exactly which file, line and field is wrong.
May import: accounting (the names of the methods), domain, and the ground floor.
"""
