"""The figure on screen, its overlays and the tools that act on it."""
