"""What the paper reports: typed value by value, or read out of a pasted sentence."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QAbstractItemModel, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSizePolicy,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.errors import InputError, PlaceKind
from core.model.document import Document, ReportedKind, ReportedValue
from core.numbers import parse_number
from core.results import Analysis
from gui import theme
from gui.panels.reported_model import CHOICES_ROLE, Column, ReportedModel
from gui.panels.tables import Index, RowDelegate, RowTable
from gui.panels.widgets import GUTTER, Live, MessageStrip, Panel, button, lie_on_surface
from gui.panels.words import KIND_NAMES, is_open, waiting_words
from gui.session import Session

HINT = "Paste the sentence from the abstract here."
NOTHING = (
    "No value was recognised in this text. Shorten it to the sentence with the numbers, "
    "or add the values one by one."
)
# Anything else can be typed.
ENDPOINTS = ("OS", "PFS", "DFS", "EFS", "RFS", "TTP", "TTF", "DOR")
_ENDPOINT_WIDTH = 108
# Read while the window waits: an abstract, within a tenth of a second.
LONGEST = 6_000
TOO_LONG = "This is longer than an abstract. Paste it into the Paper tab, which reads whole papers."
_ROWS_LEAST, _ROWS_SHOWN = 2, 5
_WIDTHS = (124, 160, 160, 80, 116, 68, 96, 68, 72, 0)


class ReportedPanel(Panel):
    """Lists reported values; proposals are amber until Enter accepts them."""

    def __init__(self, session: Session, live: Live, parent: QWidget | None = None) -> None:
        super().__init__(session, live, parent)
        self.setAccessibleName("Reported values")
        lie_on_surface(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.sentence = SentenceEdit()
        self.endpoint = QComboBox()
        self.endpoint.setEditable(True)
        self.endpoint.addItems(["", *ENDPOINTS])
        typed = QLineEdit()
        typed.setPlaceholderText("Endpoint")
        self.endpoint.setLineEdit(typed)
        self.endpoint.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.endpoint.setAccessibleName("Endpoint of the figure")
        self.endpoint.setToolTip("What the figure shows: of a text only its values are proposed")
        self.add_button = button("Add value", icon="plus")
        self.menu = QMenu(self)
        for kind, name in KIND_NAMES.items():
            self.menu.addAction(name, partial(self.add_value, kind))
        self.add_button.setMenu(self.menu)
        self.model = ReportedModel(self)
        self.table = RowTable("Reported values", 28)
        self.table.setModel(self.model)
        self.table.setItemDelegate(ReportedDelegate(self.table))
        self.table.set_widths(*_WIDTHS)
        self.message = MessageStrip()
        self._lay_out()
        self.setFocusProxy(self.sentence)
        self.sentence.entered.connect(self.read)
        self.endpoint.activated.connect(lambda _row: self._on_endpoint())
        typed.editingFinished.connect(self._on_endpoint)
        self.model.value_edited.connect(self._on_edited)
        self.table.delete_pressed.connect(self.delete_selected)
        self.table.enter_pressed.connect(self.accept_selected)
        self.follow()

    def read(self, text: str) -> None:
        """Propose what a text reports; without text, accept what is proposed."""
        from core.verify.proposals import propose_claims  # its grammar takes long to compile

        if not text.strip():
            self.accept_all()
            return
        if len(text) > LONGEST:
            self.message.show_message(TOO_LONG, {"Close": self.message.hide})
            return
        document = self.session.document
        known = {(v.kind, v.arm_id, v.text, v.ci) for v in document.reported}
        found = propose_claims(document, text)
        new = [v for v in found if (v.kind, v.arm_id, v.text, v.ci) not in known]
        for value in new:
            document = _without_vaguer(document, value).with_reported(value)
        self.session.apply("Read reported values", document)
        if found:
            self.sentence.clear()
        else:
            self.message.show_message(NOTHING, {"Close": self.message.hide})

    def add_value(self, kind: ReportedKind) -> None:
        """Add an empty value of a kind and open its editor."""
        document = self.session.document
        arms = [arm.id for arm in document.arms]
        is_about_arm = kind not in (ReportedKind.HAZARD_RATIO, ReportedKind.P_VALUE)
        reference = document.reference_arm
        others = [arm for arm in arms if is_about_arm or not reference or arm != reference.id]
        value = ReportedValue(
            document.new_reported_id(), kind, "", arm_id=others[0] if others else None
        )
        self.session.apply(f"Add {KIND_NAMES[kind]}", document.with_reported(value))
        index = self.model.index(self.model.rowCount() - 1, Column.VALUE)
        self.table.setCurrentIndex(index)
        self.table.edit(index)

    def accept_selected(self) -> None:
        """Accept the proposal of the current row, or open its value."""
        row = self.table.currentIndex().row()
        if not 0 <= row < len(self.model.values):
            return
        value = self.model.values[row]
        if value.proposed:
            document = self.session.document.with_reported(value.accepted())
            self.session.apply("Accept reported value", document)
        else:
            self.table.edit(self.model.index(row, Column.VALUE))

    def accept_all(self) -> None:
        """Accept every proposal that is not doubtful, as one step."""
        old = self.session.document.reported
        values = tuple(value if value.doubt else value.accepted() for value in old)
        if values != old:
            document = replace(self.session.document, reported=values)
            self.session.apply("Accept reported values", document)

    def drop_proposed(self) -> None:
        """Remove every proposal, as one step."""
        kept = tuple(value for value in self.session.document.reported if not value.proposed)
        self.session.apply("Drop proposed values", replace(self.session.document, reported=kept))

    def delete_selected(self) -> None:
        """Remove the values of the selected rows, as one step."""
        rows = {index.row() for index in self.table.selectionModel().selectedIndexes()}
        document = self.session.document
        for row in rows:
            document = document.without_reported(self.model.values[row].id)
        self.session.apply("Delete reported value", document)

    def start_over(self) -> None:
        self.sentence.clear()
        self.message.hide()

    def show_document(self, document: Document) -> None:
        self._refresh()

    def show_analysis(self, analysis: Analysis) -> None:
        self._refresh()

    def show_theme(self) -> None:
        self.table.viewport().update()

    def _refresh(self) -> None:
        document = self.session.document
        self._show_endpoint(document.endpoint)
        findings = self.analysis.findings if self.analysis else ()
        self.model.show_values(document, tuple(filter(is_open, findings)))
        n = len(document.reported)
        self.table.setVisible(n > 0)
        head, row = self.table.horizontalHeader().sizeHint().height() + 2, theme.px(28)
        self.table.setMinimumHeight(head + row * min(n, _ROWS_LEAST))
        self.table.setMaximumHeight(head + row * min(n, _ROWS_SHOWN))
        self._show_message()

    def _show_message(self) -> None:
        values = self.session.document.reported
        n_proposed = sum(value.proposed for value in values)
        if n_proposed:
            n_doubtful = sum(value.proposed and bool(value.doubt) for value in values)
            words = waiting_words(n_proposed, n_doubtful)
            verbs = {"Drop": self.drop_proposed}
            if n_doubtful < n_proposed:
                accept = f"Accept {n_proposed - n_doubtful}" if n_doubtful else "Accept all"
                verbs = {accept: self.accept_all, **verbs}
            self.message.show_message(words, verbs, tone="amber")
            return
        findings = self.analysis.findings if self.analysis else ()
        ids = {value.id for value in values}
        about = (f for f in findings if f.place and f.place.kind is PlaceKind.REPORTED)
        shown = next((f for f in about if is_open(f) and f.place and f.place.key in ids), None)
        self.message.show_finding(shown, {})

    def _on_endpoint(self) -> None:
        text = self.endpoint.currentText().strip()
        if text != self.session.document.endpoint:
            self.session.apply("Say the endpoint", replace(self.session.document, endpoint=text))

    def _show_endpoint(self, endpoint: str) -> None:
        if self.endpoint.currentText().strip() != endpoint:
            self.endpoint.setEditText(endpoint)

    def _on_edited(self, value: ReportedValue) -> None:
        document = self.session.document.with_reported(value)
        self.session.apply(f"Type reported {KIND_NAMES[value.kind]}", document)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(GUTTER, 6, GUTTER, 6)
        top.setSpacing(8)
        self.endpoint.setFixedWidth(theme.px(_ENDPOINT_WIDTH))
        top.addWidget(self.endpoint)
        top.addWidget(self.sentence, 1)
        top.addWidget(self.add_button)
        foot = QVBoxLayout()
        foot.setContentsMargins(GUTTER, 0, GUTTER, 6)
        foot.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addLayout(foot)
        column.addWidget(self.table)


def _without_vaguer(document: Document, value: ReportedValue) -> Document:
    """Return the document without proposals of the same number that name no arm.

    What is printed in the figure seldom says whose it is; a sentence does.
    """
    if value.arm_id is None:
        return document
    for old in document.reported:
        is_vague = old.proposed and old.arm_id is None and old.kind is value.kind
        if is_vague and _number(old.text) == _number(value.text):
            document = document.without_reported(old.id)
    return document


def _number(text: str) -> float | str:
    """Return the number a text says, the text itself where it says none."""
    try:
        return parse_number(text)
    except InputError:
        return text.strip()


class SentenceEdit(QLineEdit):
    """A field for one sentence, read when pasted and on Enter.

    Signals
    -------
    entered(str)
    """

    entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(HINT)
        self.setAccessibleName(HINT)
        self.setClearButtonEnabled(True)
        self.returnPressed.connect(lambda: self.entered.emit(self.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.matches(QKeySequence.StandardKey.Paste) and self.text().strip():
            self.entered.emit(self.text())


class ReportedDelegate(RowDelegate):
    """Opens a list where there are choices, a field elsewhere."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        choices = index.data(CHOICES_ROLE)
        if not choices:
            editor = QLineEdit(parent)
            editor.setStyleSheet("min-height: 0; padding: 0 4px;")
            return editor
        box = QComboBox(parent)
        box.setStyleSheet("min-height: 0; padding: 0 4px;")
        for name, key in choices:
            box.addItem(str(name), key)
        box.activated.connect(lambda _row: self._close(box))
        QTimer.singleShot(0, box, box.showPopup)
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            keys = [key for _, key in index.data(CHOICES_ROLE)]
            value = index.data(2)
            editor.setCurrentIndex(keys.index(value) if value in keys else 0)
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QComboBox):
            keys = [key for _, key in index.data(CHOICES_ROLE)]
            model.setData(index, keys[editor.currentIndex()])
        else:
            super().setModelData(editor, model, index)

    def _close(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)
