"""The arms as cards: swatch, name, n, events, median."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.model.document import Arm, Document
from core.results import Analysis
from core.verify.wording import median_words
from gui import theme
from gui.panels.arm_card import ArmCard
from gui.panels.widgets import (
    GUTTER,
    Live,
    Panel,
    icon_button,
    label,
)
from gui.panels.words import OFFERED, brief_names
from gui.session import Session

_COMPACT_BELOW = 210
# With more arms than this only the active one shows its counts.
_MANY = 3
EMPTY = "No arm yet. Add one for each curve of the figure."


class ArmsPanel(Panel):
    """Adds, names, orders and removes arms; the active one is what tools act on."""

    def __init__(self, session: Session, live: Live, parent: QWidget | None = None) -> None:
        super().__init__(session, live, parent)
        self.setAccessibleName("Arms")
        self.cards: dict[str, ArmCard] = {}
        self.add_button = icon_button("plus", "Add an arm (N)")
        self.add_button.clicked.connect(self.add_arm)
        self._empty = label(EMPTY, "secondary")
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(8, 0, 8, 0)
        self._column = QVBoxLayout()
        self._column.setSpacing(4)
        self._lay_out()
        session.active_arm_changed.connect(self._on_active_changed)
        self.follow()

    def add_arm(self) -> None:
        """Add an arm, make it active and let the person name it."""
        document = self.session.document
        name = _free_name(document)
        arm = Arm(document.new_arm_id(), name)
        self.session.apply(f"Add arm {name}", document.with_arm(arm))
        self.session.activate_arm(arm.id)
        self.cards[arm.id].rename()

    def rename_active(self) -> None:
        """Edit the name of the active arm in place."""
        if self.session.active_arm_id is not None:
            self.cards[self.session.active_arm_id].rename()

    def delete_active(self) -> None:
        """Remove the active arm; undo brings it back."""
        arm_id = self.session.active_arm_id
        if arm_id is not None:
            document = self.session.document
            name = document.arm(arm_id).name
            self.session.apply(f"Delete arm {name}", document.without_arm(arm_id))

    def move_active(self, by: int) -> None:
        """Move the active arm up (-1) or down (+1)."""
        document = self.session.document
        arms = list(document.arms)
        here = next((i for i, arm in enumerate(arms) if arm.id == self.session.active_arm_id), -1)
        there = here + by
        if here < 0 or not 0 <= there < len(arms):
            return
        arms[here], arms[there] = arms[there], arms[here]
        # The order must not change what hazard ratios are over.
        reference = document.reference_arm
        kept = None if reference is None else reference.id
        after = replace(document, arms=tuple(arms), reference_arm_id=kept)
        self.session.apply(f"Move arm {arms[there].name}", after)

    def make_reference(self, arm_id: str | None = None) -> None:
        """Make an arm, by default the active one, the denominator of hazard ratios."""
        arm_id = arm_id or self.session.active_arm_id
        if arm_id is not None:
            document = self.session.document
            text = f"Make {document.arm(arm_id).name} the reference"
            self.session.apply(text, replace(document, reference_arm_id=arm_id))

    def show_document(self, document: Document) -> None:
        ids = [arm.id for arm in document.arms]
        if ids != list(self.cards):
            self._rebuild(ids)
        reference = document.reference_arm
        briefs = brief_names([arm.name for arm in document.arms])
        for index, arm in enumerate(document.arms):
            is_reference = reference is not None and arm.id == reference.id and len(ids) > 1
            is_guess = document.reference_arm_id not in ids
            self.cards[arm.id].show_arm(arm, index, is_reference, is_guess=is_guess)
            self.cards[arm.id].set_brief_name(briefs[index])
        self._empty.setText(OFFERED if self.is_offered else EMPTY)
        self._empty.setVisible(not ids)
        self._show_active()
        self._show_results()

    def show_analysis(self, analysis: Analysis) -> None:
        self._show_results()

    def show_stale(self) -> None:
        self._show_results()

    def show_theme(self) -> None:
        self._show_results()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_compact = self._show_compact()
        layout, side = self.layout(), 4 if is_compact else 8
        assert layout is not None
        layout.setContentsMargins(8, side, 8, side)
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_F2:
            self.rename_active()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_active()
        elif alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_active(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._activate_next(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)

    def menu(self) -> QMenu:
        """Return the menu with what can be done to the active arm."""
        menu = QMenu(self)
        menu.addAction("Rename\tF2", self.rename_active)
        menu.addAction("Make reference arm", lambda: self.make_reference())
        menu.addSeparator()
        menu.addAction("Move up\tAlt+Up", lambda: self.move_active(-1))
        menu.addAction("Move down\tAlt+Down", lambda: self.move_active(1))
        menu.addSeparator()
        menu.addAction("Delete arm", self.delete_active)
        return menu

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        heading.setContentsMargins(GUTTER - 8, 0, 0, 0)
        heading.addWidget(label("Arms", "head"))
        heading.addStretch(1)
        heading.addWidget(self.add_button)
        inner = QWidget()
        inner.setLayout(self._column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._empty)
        self._column.addStretch(1)
        area = self._area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        for surface in (area.viewport(), inner):
            surface.setAutoFillBackground(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        column.addLayout(heading)
        column.addWidget(area, 1)

    def _rebuild(self, ids: list[str]) -> None:
        for arm_id in [arm_id for arm_id in self.cards if arm_id not in ids]:
            card = self.cards.pop(arm_id)
            card.hide()
            card.deleteLater()
        self.cards = {arm_id: self.cards.get(arm_id) or self._new_card(arm_id) for arm_id in ids}
        for place, card in enumerate(self.cards.values()):
            self._column.insertWidget(place, card)
        self._order_for_tab()
        self._show_compact()

    def _order_for_tab(self) -> None:
        """Let Tab go from the heading through the cards: made later, they would come last."""
        before: QWidget = self.add_button
        for card in self.cards.values():
            for widget in (card, card.name_edit, card.n_edit, card.events_edit):
                QWidget.setTabOrder(before, widget)
                before = widget

    def _show_compact(self) -> bool:
        """Let cards say less where there is little room for all of them; return whether."""
        is_narrow = self.width() < theme.px(_COMPACT_BELOW)
        for card in self.cards.values():
            card.set_compact(is_narrow or len(self.cards) > _MANY)
        return is_narrow

    def _new_card(self, arm_id: str) -> ArmCard:
        card = ArmCard(arm_id, self)
        card.activated.connect(lambda: self.session.activate_arm(arm_id))
        card.edited.connect(lambda text, changes: self._on_edited(arm_id, text, changes))
        card.menu_requested.connect(self._on_menu_requested)
        card.reference_confirmed.connect(lambda: self.make_reference(arm_id))
        return card

    def _on_edited(self, arm_id: str, text: str, changes: dict[str, str]) -> None:
        document = self.session.document
        arm = replace(document.arm(arm_id), **changes)  # type: ignore[arg-type]
        self.session.apply(text, document.with_arm_replaced(arm))

    def _on_menu_requested(self, at: QPoint) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _show_active(self) -> None:
        for arm_id, card in self.cards.items():
            card.set_active(arm_id == self.session.active_arm_id)

    def _on_active_changed(self, arm_id: str | None) -> None:
        self._show_active()
        card = self.cards.get(arm_id or "")
        if card is not None and card.visibleRegion().isEmpty():
            self._area.ensureWidgetVisible(card, 0, 0)

    def _activate_next(self, by: int) -> None:
        ids = list(self.cards)
        if self.session.active_arm_id in ids:
            there = ids.index(self.session.active_arm_id) + by
            if 0 <= there < len(ids):
                self.session.activate_arm(ids[there])
                self.cards[ids[there]].setFocus()

    def _show_results(self) -> None:
        for arm_id, card in self.cards.items():
            result = self.analysis.arm(arm_id) if self.analysis else None
            median = median_words(self.analysis, arm_id) if self.analysis else ""
            card.show_result(result, median, self.is_stale)


def _free_name(document: Document) -> str:
    taken = {arm.name for arm in document.arms}
    numbers = range(1, len(taken) + 2)
    return next(name for name in (f"Arm {number}" for number in numbers) if name not in taken)
