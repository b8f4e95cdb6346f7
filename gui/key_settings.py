"""The sheet where keys are changed: every command, its keys, and who has a key already."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.actions import HELD, SPECS
from gui.keymap import KeyMap, menu_of, title_of

_NAME = Qt.ItemDataRole.UserRole
HINT = "Choose a command, then press its new key below."


class KeySettings(QDialog):
    """Settings > Keyboard; every change holds at once and is remembered."""

    def __init__(self, keymap: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Settings: keyboard")
        self._keymap = keymap
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a command or a key")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._filter)
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels(["Menu", "Command", "Keys"])
        self.table.setAccessibleName("Commands and their keys")
        self.edit = QKeySequenceEdit()
        self.edit.setMaximumSequenceLength(1)
        self.edit.setAccessibleName("New key")
        self.edit.keySequenceChanged.connect(self._on_key)
        self.words = QLabel(HINT)
        self.words.setWordWrap(True)
        theme.set_role(self.words, "secondary")
        self.take = QPushButton("Set")
        self.none = QPushButton("No key")
        self.reset = QPushButton("Reset")
        self.reset_all = QPushButton("Reset all")
        self._lay_out()
        self._connect()
        self._fill()
        self.resize(theme.px(620), theme.px(560))

    @property
    def chosen(self) -> str | None:
        """The command whose key is being changed."""
        item = self.table.item(self.table.currentRow(), 1)
        return None if item is None else str(item.data(_NAME))

    def choose(self, name: str) -> None:
        """Choose a command."""
        for row in range(self.table.rowCount()):
            if self._item(row, 1).data(_NAME) == name:
                self.table.selectRow(row)

    def _lay_out(self) -> None:
        table = self.table
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        modes = QHeaderView.ResizeMode
        for column, mode in enumerate((modes.ResizeToContents, modes.Stretch, modes.Stretch)):
            table.horizontalHeader().setSectionResizeMode(column, mode)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.edit, 1)
        for button in (self.take, self.none, self.reset):
            row.addWidget(button)
        end = QHBoxLayout()
        end.addWidget(self.reset_all)
        end.addStretch(1)
        close = QPushButton("Close")
        close.clicked.connect(self.close)
        end.addWidget(close)
        self.take.setProperty("kind", "filled")
        for button in (self.take, self.none, self.reset, self.reset_all, close):
            button.setAutoDefault(False)
        column_box = QVBoxLayout(self)
        side = theme.px(16)
        column_box.setContentsMargins(side, side, side, side)
        column_box.setSpacing(theme.px(8))
        column_box.addWidget(self.search)
        column_box.addWidget(table, 1)
        column_box.addWidget(self.words)
        column_box.addLayout(row)
        column_box.addLayout(end)

    def _connect(self) -> None:
        self.table.currentCellChanged.connect(lambda *_: self._on_chosen())
        self.take.clicked.connect(self._on_take)
        self.none.clicked.connect(lambda: self._change(None))
        self.reset.clicked.connect(self._on_reset)
        self.reset_all.clicked.connect(lambda: self._keymap.reset())
        self._keymap.changed.connect(self._show_keys)

    def _fill(self) -> None:
        names = (*SPECS, *HELD)
        self.table.setRowCount(len(names))
        for row, name in enumerate(names):
            for column, text in enumerate((menu_of(name), title_of(name), "")):
                item = QTableWidgetItem(text)
                item.setData(_NAME, name)
                self.table.setItem(row, column, item)
        self._show_keys()
        self.table.selectRow(0)

    def _show_keys(self) -> None:
        for row in range(self.table.rowCount()):
            item = self._item(row, 2)
            name = str(item.data(_NAME))
            item.setText(self._keymap.text(name))
            font = theme.font("strong" if self._keymap.is_changed(name) else "body")
            item.setFont(font)
        self._on_chosen()

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        item = self.table.item(row, column)
        assert item is not None
        return item

    def _filter(self, text: str) -> None:
        words = text.lower().split()
        for row in range(self.table.rowCount()):
            line = " ".join(self._item(row, column).text().lower() for column in range(3))
            self.table.setRowHidden(row, not all(word in line for word in words))

    def _on_chosen(self) -> None:
        name = self.chosen
        self.edit.clear()
        self.take.setEnabled(False)
        self.take.setText("Set")
        self.none.setEnabled(name is not None and bool(self._keymap.keys(name)))
        self.reset.setEnabled(name is not None and self._keymap.is_changed(name))
        self.words.setText(HINT if name is None else f"New key for: {title_of(name)}.")

    def _on_key(self, key: QKeySequence) -> None:
        name = self.chosen
        if name is None or key.isEmpty():
            return
        refusal = self._keymap.refusal(name, key)
        owner = self._keymap.owner(key, but=name)
        self.take.setEnabled(not refusal)
        self.take.setText("Set" if owner is None else "Take it")
        written = key.toString(QKeySequence.SequenceFormat.NativeText)
        free = f"{written} is free. Set gives it to: {title_of(name)}."
        taken = "" if owner is None else f"{written} belongs to: {title_of(owner)}. Take it?"
        self.words.setText(refusal or taken or free)

    def _on_take(self) -> None:
        self._change(self.edit.keySequence())

    def _change(self, key: QKeySequence | None) -> None:
        if self.chosen is not None:
            self._keymap.set_key(self.chosen, key)

    def _on_reset(self) -> None:
        if self.chosen is not None:
            self._keymap.reset(self.chosen)
