"""Two helps for the keyboard: find a command by its words, and the sheet of all keys."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.actions import ACTIONS, HELD, Held, Menu, plain_words, specs_of
from gui.keymap import KeyMap

# Keys of the figure that are no commands of their own.
_POINTER_KEYS = (
    ("Arrows", "Move the selected point, or the crosshair, 1 px"),
    ("Shift + arrows", "10 px"),
    ("Alt + arrows", "0.1 px"),
    ("Enter", "Place a point at the crosshair; accept a proposal; next arm"),
    ("Esc", "Cancel, deselect, back to Select"),
    ("Page Up, Page Down", "Previous, next point or doubtful place"),
    ("Home, End", "First, last point"),
    ("1 to 9", "Activate an arm"),
    ("Alt + mouse", "Do not snap"),
)


class FindCommand(QDialog):
    """A line to type in and the commands that match; Enter runs the first."""

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Find a command")
        self._actions = actions
        self.line = QLineEdit()
        self.line.setPlaceholderText("Find a command")
        self.line.textChanged.connect(self._show_matches)
        self.line.returnPressed.connect(self._run_current)
        self.line.installEventFilter(self)
        self.found = QListWidget()
        self.found.itemActivated.connect(lambda _item: self._run_current())
        self.found.itemClicked.connect(lambda _item: self._run_current())
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(8), theme.px(8), theme.px(8), theme.px(8))
        column.addWidget(self.line)
        column.addWidget(self.found)
        self.resize(theme.px(420), theme.px(320))
        self._show_matches("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None:
                row = self.found.currentRow() + step
                self.found.setCurrentRow(min(max(row, 0), self.found.count() - 1))
                return True
        return super().eventFilter(watched, event)

    def _show_matches(self, text: str) -> None:
        self.found.clear()
        words = text.lower().split()
        for spec in ACTIONS:
            action = self._actions[spec.name]
            title = plain_words(spec.words)
            place = f"{title} {plain_words(spec.menu.value)}".lower()
            if action.isVisible() and action.isEnabled() and all(word in place for word in words):
                item = QListWidgetItem(_with_key(title, action))
                item.setData(Qt.ItemDataRole.UserRole, spec.name)
                self.found.addItem(item)
        self.found.setCurrentRow(0)

    def _run_current(self) -> None:
        item = self.found.currentItem()
        self.close()
        if item is not None:
            self._actions[item.data(Qt.ItemDataRole.UserRole)].trigger()


class ShortcutSheet(QDialog):
    """Every key, by menu."""

    def __init__(self, keymap: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keyboard shortcuts")
        sheet = QWidget()
        grid = QGridLayout(sheet)
        grid.setContentsMargins(theme.px(24), theme.px(16), theme.px(24), theme.px(24))
        grid.setHorizontalSpacing(theme.px(24))
        grid.setVerticalSpacing(theme.px(4))
        for menu in Menu:
            rows = [(keymap.text(spec.name), plain_words(spec.words)) for spec in specs_of(menu)]
            self._add_section(grid, plain_words(menu.value), [row for row in rows if row[0]])
        held = [(keymap.text(name), HELD[name].words) for name in HELD]
        self._add_section(grid, Held.PLACE, [*_POINTER_KEYS, *(row for row in held if row[0])])
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(sheet)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
        # As wide as its longest line, the scroll bar beside it.
        bar = area.verticalScrollBar().sizeHint().width() + 2 * area.frameWidth()
        self.resize(max(theme.px(480), sheet.sizeHint().width() + bar), theme.px(560))

    def _add_section(self, grid: QGridLayout, title: str, rows: list[tuple[str, str]]) -> None:
        if not rows:
            return
        heading = QLabel(title)
        theme.set_role(heading, "question")
        heading.setContentsMargins(0, theme.px(12), 0, theme.px(4))
        grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
        for keys, words in rows:
            row = grid.rowCount()
            label = QLabel(keys)
            theme.set_role(label, "secondary")
            grid.addWidget(QLabel(words), row, 0)
            grid.addWidget(label, row, 1)
        grid.setColumnStretch(0, 1)


def _with_key(title: str, action: QAction) -> str:
    key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return f"{title}    {key}" if key else title
