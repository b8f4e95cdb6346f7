"""What the Paper tab is put together from: pages under pills, the bar of what waits."""

from functools import partial

from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.panels.widgets import GUTTER, button, lie_on_surface, pill_button


class Side(QWidget):
    """Pages that take turns under a row of pills; ``head`` has room for more beside them."""

    def __init__(self, pages: dict[str, tuple[str, QWidget]], parent: QWidget | None = None):
        super().__init__(parent)
        self._pages = {key: page for key, (_, page) in pages.items()}
        self._pills: dict[str, QPushButton] = {}
        self._stack = QStackedWidget()
        self.head = QHBoxLayout()
        self.head.setContentsMargins(theme.px(GUTTER), theme.px(6), theme.px(GUTTER), theme.px(6))
        self.head.setSpacing(theme.px(8))
        group = QButtonGroup(self)
        for key, (words, page) in pages.items():
            self._stack.addWidget(page)
            pill = pill_button(words, f"Show {words.lower()}")
            pill.clicked.connect(partial(self.show_page, key))
            group.addButton(pill)
            self.head.addWidget(pill)
            self._pills[key] = pill
        self.head.addStretch(1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addLayout(self.head)
        self.column.addWidget(self._stack, 1)
        self.show_page(next(iter(pages)))

    def has(self, key: str) -> bool:
        """Whether a page is here."""
        return key in self._pages

    def show_page(self, key: str) -> None:
        """Bring a page to the front."""
        self._stack.setCurrentWidget(self._pages[key])
        self._pills[key].setChecked(True)

    def show_count(self, key: str, name: str, count: int) -> None:
        """Put a number beside the name of a page, none where it is 0."""
        self._pills[key].setText(f"{name} {count or ''}".strip())


class OfferBar(QFrame):
    """What was read waits here: where it stands in the paper, accept, drop."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = QLineEdit()
        self.place.setPlaceholderText("Place, e.g. abstract")
        self.place.setAccessibleName("Place of the text in the paper")
        self.accept = button("Accept", "filled")
        self.drop = button("Drop")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(GUTTER), theme.px(4), theme.px(GUTTER), theme.px(6))
        row.setSpacing(theme.px(8))
        row.addWidget(self.place, 1)
        row.addWidget(self.accept)
        row.addWidget(self.drop)
        self.hide()

    def show_number(self, n_proposed: int, n_doubtful: int) -> None:
        """Say how many are accepted at once; with none that waits the bar is gone."""
        n_sure = n_proposed - n_doubtful
        self.accept.setText(f"Accept {n_sure}" if n_sure > 1 else "Accept")
        self.accept.setEnabled(bool(n_sure))
        self.setVisible(bool(n_proposed))


def stacked_column(*widgets: QWidget) -> QWidget:
    """Return widgets below each other, the first of which takes the room there is."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget, 1 if widget is widgets[0] else 0)
    return holder


def scrolled_plot(plot: QWidget) -> QScrollArea:
    """Return a plot that scrolls where it is higher than its place."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(plot)
    lie_on_surface(plot)
    return area
