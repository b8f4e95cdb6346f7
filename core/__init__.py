"""The work of KMTrace without a window: no Qt, no pyqtgraph, no gui."""
