"""A file becomes a figure: pixels, or strokes and words."""
