"""Everything that is true without a screen; imports nothing from ui and no Qt."""
