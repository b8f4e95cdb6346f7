"""The work of KMTrace without a window: no Qt, no pyqtgraph, no gui."""

VERSION = "0.1.0"
