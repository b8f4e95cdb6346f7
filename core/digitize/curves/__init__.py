"""From inks to step curves: colours, line styles, paths, drops."""
