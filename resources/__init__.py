"""Data, not code: all that changes when a standard changes; read it through core.resources."""
