"""What is under "Reported vs recomputed": the comparison, or the reported values for typing."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from gui.widgets import scrolled


class Ledger(QStackedWidget):
    """Two panels that take turns; ``link`` leads from one to the other.

    Signals
    -------
    step_requested(str)
        The link was followed: reported or check.
    """

    step_requested = Signal(str)

    def __init__(
        self, comparison: QWidget, reported: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.addWidget(comparison)
        self.addWidget(scrolled(reported))
        self.link = QPushButton()
        self.link.setProperty("kind", "link")
        self.link.clicked.connect(self._on_link)

    def show_reported(self, is_shown: bool) -> None:
        """Show what the paper reports for typing, or the comparison."""
        self.setCurrentIndex(int(is_shown))
        self.link.setText("Back to the comparison" if is_shown else "Type reported values")

    def _on_link(self) -> None:
        self.step_requested.emit("check" if self.currentIndex() else "reported")
