"""The window onto the core: pages, widgets, theme. It calls core.workflows, reads core.domain and the ground floor, and nothing between."""
