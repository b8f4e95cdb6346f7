"""From a figure to step curves: axes, traced points and automatic proposals."""
