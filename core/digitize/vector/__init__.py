"""Reading vector figures: strokes and words become axes, curves, marks and tables."""
