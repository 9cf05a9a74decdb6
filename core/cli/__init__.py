"""The command line: argparse over workflows.

Lives here: one module per family of commands, and how answers are printed.
May import: core.workflows, core.domain, core.accounting and the ground floor. Never ui: main.py hands in the jobs that need a window.
"""
