"""From a step curve and its risk table to the patients behind it. Knows no pixels."""
