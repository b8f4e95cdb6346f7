"""Names of the arms: legend, samples, words beside curves."""
