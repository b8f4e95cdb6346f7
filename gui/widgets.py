"""Small ways of putting widgets together."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget


def stacked(*panels: QWidget) -> QStackedWidget:
    """Return the panels one behind the other."""
    stack = QStackedWidget()
    for panel in panels:
        stack.addWidget(panel)
    return stack


def scrolled(panel: QWidget) -> QScrollArea:
    """Return the panel in an area that scrolls instead of asking for height."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(panel)
    area.setFocusProxy(panel)
    return area


def column(*widgets: QWidget) -> QWidget:
    """Return the widgets one above the other without gaps; the last takes the room."""
    holder = QWidget()
    layout = QVBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for widget in widgets:
        layout.addWidget(widget, 1 if widget is widgets[-1] else 0)
    return holder
