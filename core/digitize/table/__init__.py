"""The number-at-risk table: numbers, cells, rows, and the curve of each."""
