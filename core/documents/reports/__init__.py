"""Free-form reports on paper, one module each; what the content of a report is stands there, how it looks stands in `pdf`."""

REPORTS = ("footprint",)
"""Modules of this folder that write a report; each name is also a kind of report of the command line."""
