"""The whole paper: its text read into claims, the ledger, and the checks of its numbers."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from core.model.claims import Claim
from core.model.document import Document
from core.results import Analysis
from core.verify.claims import TextCheck
from gui import theme
from gui.panels.claims_table import ClaimsModel, ClaimsTable
from gui.panels.forest import ForestPlot
from gui.panels.paper_checks import PaperChecksModel, PaperChecksView, n_flags
from gui.panels.paper_parts import OfferBar, Side, scrolled_plot, stacked_column
from gui.panels.paper_text import PaperText
from gui.panels.paper_work import (
    check_across,
    check_ledger,
    families_of,
    read_text,
    write_overview_page,
)
from gui.panels.study import OtherFigures
from gui.panels.widgets import (
    GUTTER,
    ElidedLabel,
    Live,
    Panel,
    button,
    label,
    lie_on_surface,
)
from gui.panels.words import plural, read_words
from gui.session import Session

READ_AFTER_MS = 250
# What takes longer than this is said to be under way.
LATE_MS = 300
READING = "Reading the text…"
LONGEST_TEXT = 300_000
NO_CLAIMS = "Nothing to check yet. Paste the paper's text on the left and accept what was read."
NOTHING_READ = "No reported value was recognised in this text."
TOO_LONG = "This is longer than a paper. Paste only the part with the numbers."


class PaperPanel(Panel):
    """Text and ledger on the left, checks and forest plot on the right.

    Signals
    -------
    flags_changed(int)
        How many checks do not fit.
    text_wanted()
        The text of the PDF that is open is to be put here.
    """

    flags_changed = Signal(int)
    text_wanted = Signal()

    def __init__(self, session: Session, live: Live, parent: QWidget | None = None) -> None:
        super().__init__(session, live, parent)
        self.setAccessibleName("Paper")
        lie_on_surface(self)
        self._claims: tuple[Claim, ...] | None = None
        self._checks: tuple[TextCheck, ...] = ()
        self._checked: tuple[Claim, ...] = ()
        self._across: tuple[TextCheck, ...] = ()
        self.others = OtherFigures(session, live, self)
        self.text = PaperText()
        self.model = ClaimsModel(self)
        self.table = ClaimsTable(self.model)
        self.checks_model = PaperChecksModel(self)
        self.checks_view = PaperChecksView(self.checks_model)
        self.forest = ForestPlot()
        self._read_timer = QTimer(self, singleShot=True, interval=READ_AFTER_MS)
        self._read_timer.timeout.connect(self.read)
        self._late = QTimer(self, singleShot=True, interval=LATE_MS)
        self._late.timeout.connect(lambda: self._note.setText(READING))
        self._lay_out()
        self.text.text_entered.connect(self._read_timer.start)
        self.model.claim_edited.connect(self._on_edited)
        self.table.enter_pressed.connect(self.accept_selected)
        self.table.delete_pressed.connect(self.delete_selected)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _old: self._show_row(now))
        self.checks_view.check_chosen.connect(self.show_check)
        self.forest.claims_chosen.connect(self.show_claims)
        self.others.changed.connect(self._on_others)
        self.others.noted.connect(self._export_note.setText)
        self.follow()

    @property
    def checks(self) -> tuple[TextCheck, ...]:
        """The newest checks of the ledger."""
        return (*self._across, *self._checks)

    @property
    def place(self) -> QLineEdit:
        """The field for where the text stands in the paper."""
        return self._offer.place

    def start_over(self) -> None:
        """Another project comes: text, proposals and notes of the last one are gone."""
        self.live.forget("text")
        self.text.clear()
        self._read_timer.stop()
        self._late.stop()
        self._claims = None
        self._propose(())
        self.place.clear()
        for note in (self._note, self._export_note):
            note.setText("")
        self.show_side("text")
        self.show_side("checks")

    # --- reading

    def read(self) -> None:
        """Read the text into proposals, off the window's thread."""
        self._read_timer.stop()
        self._late.stop()
        text = self.text.toPlainText()
        if not text.strip() or len(text) > LONGEST_TEXT:
            self._note.setText(TOO_LONG if text.strip() else "")
            self._propose(())
            return
        self._late.start()
        self.live.ask("text", partial(read_text, text), partial(self._on_read, text))

    def add_text(self, text: str, place: str) -> None:
        """Put text of the paper below what stands there already, and read it."""
        before = self.text.toPlainText().rstrip()
        self.text.append_text(f"\n\n{text}" if before else text)
        self.place.setText("" if before else place)
        self.show_side("text")
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        self.read()

    def offer_text(self, *, is_there: bool) -> None:
        """Offer the text of the file that is open, or not."""
        self._take_button.setVisible(is_there)

    def accept_all(self) -> None:
        """Take every proposal that is not doubtful into the ledger, as one step."""
        self._accept([claim for claim in self.model.proposed if not claim.doubt])

    def accept_selected(self) -> None:
        """Take the selected proposals into the ledger, or open the cell for typing.

        Doubtful ones only one by one.
        """
        rows = self.table.selected_rows()
        chosen = [self.model.claim(row) for row in rows if self.model.is_proposed(row)]
        if chosen:
            is_one = len(chosen) == 1
            self._accept([claim for claim in chosen if is_one or not claim.doubt])
            if is_one and self.model.proposed:
                self.table.highlight([min(rows[0], len(self.model.proposed) - 1)])
        elif rows:
            self.table.edit(self.table.currentIndex())

    def drop_all(self) -> None:
        """Forget the proposals; the text stays."""
        self._propose(())

    def delete_selected(self) -> None:
        """Drop the selected proposals and take the selected claims out of the ledger."""
        rows = self.table.selected_rows()
        dropped = [self.model.claim(row) for row in rows if self.model.is_proposed(row)]
        gone = {self.model.index_of(row) for row in rows if not self.model.is_proposed(row)}
        if dropped:
            self._propose([claim for claim in self.model.proposed if claim not in dropped])
        if gone:
            document = self.session.document.without_claims(gone)
            self.session.apply(f"Remove {plural(len(gone), 'claim')}", document)

    def export_overview(self) -> None:
        """Ask for a name and write claims, checks and forest plot as one page."""
        name = self.session.document.title.strip() or "study"
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            "Export overview",
            f"{name}-overview.html",
            "Web page (*.html);;Comma-separated values (*.csv)",
        )
        if chosen:
            path = Path(chosen)
            path = path if path.suffix else path.with_suffix(".html")
            document, analysis = self.session.document, self.analysis
            work = partial(write_overview_page, path, document, analysis, self.others.analyses)
            self.live.ask("overview", work, self._export_note.setText)

    # --- showing

    def show_document(self, document: Document) -> None:
        self.others.follow()
        self.export_button.setEnabled(bool(document.claims))
        if document.claims == self._claims:
            return
        self._export_note.setText("")
        is_new = self._claims is None or not self._claims
        self._claims = document.claims
        self._propose(self.model.proposed)
        if is_new and document.claims:
            self.show_side("claims")
        self._show_ratios()
        if document.claims:
            claims = document.claims
            self.live.ask(
                "checks", partial(check_ledger, claims), partial(self._on_checked, claims)
            )
        else:
            self._show_checks((), ())

    def show_analysis(self, analysis: Analysis) -> None:
        self._show_ratios()
        self._ask_across()

    def show_theme(self) -> None:
        self.text.dress()
        self.table.viewport().update()
        self.checks_view.viewport().update()

    def show_check(self, check: TextCheck) -> None:
        """Highlight the claims that a check is about."""
        self.show_claims(check.claims)

    def show_claims(self, indices: Sequence[int]) -> None:
        """Select these claims of the ledger."""
        self.show_side("claims")
        self.table.highlight([self.model.row_of(index) for index in indices])

    def show_side(self, key: str) -> None:
        """Bring one of text, claims, checks or forest to the front."""
        side = self._left if self._left.has(key) else self._right
        side.show_page(key)

    # --- how

    def _accept(self, chosen: Sequence[Claim]) -> None:
        from core.verify.proposals import report_claims  # its grammar takes long to compile

        if not chosen:
            return
        place = self.place.text().strip()
        accepted = [replace(claim, place=place or claim.place).accepted() for claim in chosen]
        rest = [claim for claim in self.model.proposed if claim not in chosen]
        self._propose(rest)
        document = self.session.document.with_claims(accepted)
        for value in report_claims(document, accepted):
            document = document.with_reported(value)
        self.session.apply(f"Accept {plural(len(accepted), 'claim')}", document)

    def _on_edited(self, index: int, claim: Claim) -> None:
        document = self.session.document.with_claim_replaced(index, claim)
        self.session.apply("Edit claim", document)

    def _on_read(self, text: str, claims: list[Claim]) -> None:
        if text != self.text.toPlainText():
            return
        self._late.stop()
        known = {_unplaced(claim) for claim in self.session.document.claims}
        self._note.setText("" if claims else NOTHING_READ)
        self._propose([claim for claim in claims if _unplaced(claim) not in known])

    def _propose(self, claims: Sequence[Claim]) -> None:
        self.model.show_claims(claims, self.session.document.claims)
        self.text.show_taken(claims)
        n_proposed, n_claims = len(claims), len(self.session.document.claims)
        n_doubtful = sum(bool(claim.doubt) for claim in claims)
        self._offer.show_number(n_proposed, n_doubtful)
        self._left.show_count("claims", "Claims", n_claims + n_proposed)
        if n_proposed:
            self.table.scrollToTop()
            self._note.setText(read_words(n_proposed, n_doubtful))

    def _on_checked(self, claims: tuple[Claim, ...], checks: tuple[TextCheck, ...]) -> None:
        if claims == self.session.document.claims:
            self._show_checks(checks, claims)

    def _on_others(self) -> None:
        self._show_ratios()
        self._ask_across()

    def _show_ratios(self) -> None:
        claims = self.session.document.claims
        self.forest.show_ratios(claims, self.analysis, self.others.analyses)

    def _ask_across(self) -> None:
        """Check the figures of the study against each other."""
        if self.analysis is not None and self.others.analyses:
            figures = (self.analysis, *self.others.analyses)
            self.live.ask("figures", partial(check_across, figures), self._show_across)
        elif self._across:
            self._show_across(())

    def _show_across(self, checks: tuple[TextCheck, ...]) -> None:
        if checks != self._across:
            self._across = checks
            self._show_checks(self._checks, self._checked)

    def _show_checks(self, checks: tuple[TextCheck, ...], claims: tuple[Claim, ...]) -> None:
        # With the claims they index: the document may hold others by now.
        self._checks, self._checked = checks, claims
        families = families_of(checks, claims)
        checks = self.checks
        self.checks_model.show_checks(checks, families)
        self._checks_stack.setCurrentIndex(1 if checks else 0)
        count = n_flags(checks)
        self._right.show_count("checks", "Checks", count)
        self.flags_changed.emit(count)

    def _show_row(self, index: object) -> None:
        row = self.table.currentIndex().row()
        claim = self.model.claim(row) if 0 <= row < self.model.rowCount() else None
        words = f"{claim.doubt} {claim.sentence}".strip() if claim is not None else ""
        self._sentence.setText(words)
        self._sentence.setToolTip(words)
        self._sentence.setVisible(bool(words))
        if claim is not None and self.model.is_proposed(row):
            self.text.show_claim(claim)

    def _lay_out(self) -> None:
        self._left, self._right = self._make_left(), self._make_right()
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self._left)
        splitter.addWidget(self._right)
        splitter.setSizes([1000, 1000])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(splitter)
        self.setFocusProxy(self.text)

    def _make_left(self) -> Side:
        """Return text and ledger, below them what waits to be accepted."""
        self._sentence = ElidedLabel("secondary")
        self._sentence.setContentsMargins(GUTTER, 4, GUTTER, 4)
        self._sentence.hide()
        words = stacked_column(self.text)
        words.setContentsMargins(theme.px(GUTTER), 0, theme.px(GUTTER), theme.px(8))
        ledger = stacked_column(self.table, self._sentence)
        side = Side({"text": ("Text", words), "claims": ("Claims", ledger)})
        self._note = label("", "secondary")
        self._take_button = button("Text of the PDF", "flat")
        self._take_button.setToolTip("Take the words of all pages; Region (M) takes those of a box")
        self._take_button.clicked.connect(self.text_wanted)
        self._take_button.hide()
        side.head.addWidget(self._note)
        side.head.addWidget(self._take_button)
        self._offer = OfferBar()
        self._offer.accept.clicked.connect(self.accept_all)
        self._offer.drop.clicked.connect(self.drop_all)
        side.column.addWidget(self._offer)
        return side

    def _make_right(self) -> Side:
        """Return checks and forest plot."""
        empty = label(NO_CLAIMS, "secondary")
        empty.setWordWrap(True)
        empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        empty.setContentsMargins(GUTTER, 12, GUTTER, 12)
        self._checks_stack = QStackedWidget()
        self._checks_stack.addWidget(empty)
        self._checks_stack.addWidget(self.checks_view)
        plot = scrolled_plot(self.forest)
        side = Side({"checks": ("Checks", self._checks_stack), "forest": ("Forest plot", plot)})
        self.export_button = button("Export overview…", "flat")
        self.export_button.setToolTip("Write claims, checks and forest plot to one file")
        self.export_button.clicked.connect(self.export_overview)
        self._export_note = ElidedLabel("secondary")
        side.head.addWidget(self._export_note, 1)
        side.head.addWidget(self.others.button)
        side.head.addWidget(self.export_button)
        return side


def _unplaced(claim: Claim) -> Claim:
    return replace(claim, place="").accepted()
