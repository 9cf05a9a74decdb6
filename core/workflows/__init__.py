"""The jobs people do: the only room that the window and the command line call.

Lives here: one function per job, over a Workspace.
May import: every other room of core except core.cli. Never ui.
"""
