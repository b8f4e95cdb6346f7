"""What a person traces: clicked points, one picked curve, and whether they lie on a line."""
