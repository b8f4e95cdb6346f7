"""A disagreement being asked about, and how a candidate cause is tried on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ..errors import Place, PlaceKind
from ..model.document import Arm, Document, ReportedKind, ReportedValue
from ..results import Analysis, Comparison, Reason, Verdict
from .reported import Reported, read_reported

PAIR: Final = (ReportedKind.HAZARD_RATIO, ReportedKind.P_VALUE)
RANK: Final = {Verdict.DIFFERS: 0, Verdict.NOT_COMPARABLE: 0, Verdict.CLOSE: 1, Verdict.AGREES: 2}


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One row that does not agree, with everything needed to try causes on it.

    ``source`` is the reported value as entered, ``reported`` the same read.
    """

    analysis: Analysis
    row: Comparison
    source: ReportedValue
    reported: Reported
    analyse: Callable[[Document], Analysis]

    @property
    def document(self) -> Document:
        """The document asked about."""
        return self.analysis.document

    @property
    def is_width(self) -> bool:
        """Whether the row is about the width of an interval."""
        return self.row.measure.startswith("Width")

    @property
    def is_close(self) -> bool:
        """Whether the row nearly agrees: no exchange of arms or units makes so little."""
        return self.row.verdict is Verdict.CLOSE

    @property
    def is_pair(self) -> bool:
        """Whether the row is a hazard ratio or a P."""
        return self.row.kind in PAIR and not self.is_width

    def name(self, arm_id: str | None) -> str:
        """Return the name of an arm."""
        return next((arm.name for arm in self.document.arms if arm.id == arm_id), "?")

    def arms(self) -> tuple[Arm, ...]:
        """Return the arms the row is about, the arm before its reference."""
        ids = (self.row.arm_id, self.row.comparator_id)
        named = sorted(
            (arm for arm in self.document.arms if arm.id in ids), key=lambda arm: ids.index(arm.id)
        )
        return tuple(named) or self.document.arms

    def rows_after(self, document: Document) -> tuple[Comparison, ...]:
        """Return the comparisons of a changed document."""
        return self.analyse(document).comparisons

    def after(self, document: Document) -> Comparison | None:
        """Return this row in a changed document."""
        return self.same_row(self.rows_after(document))

    def same_row(self, rows: tuple[Comparison, ...]) -> Comparison | None:
        """Return the row about the same reported value and measure."""
        what = self.row.measure.split(",")[0].split(" ")[0]
        return next(
            (
                row
                for row in rows
                if row.reported_id == self.source.id and row.measure.startswith(what)
            ),
            None,
        )

    def helps(self, verdict: Verdict | None) -> bool:
        """Whether a verdict is better than the one asked about."""
        mine = self.row.verdict
        return verdict is not None and mine is not None and RANK[verdict] > RANK[mine]

    def reason(
        self, title: str, sentence: str, after: Comparison | None, place: Place | None = None
    ) -> Reason | None:
        """Return the reason if the row it leads to is better, else None."""
        if after is None or not self.helps(after.verdict):
            return None
        return Reason(title, sentence, after.recomputed, after.verdict, place)

    def try_document(
        self, title: str, sentence: str, document: Document, place: Place | None = None
    ) -> Reason | None:
        """Return the reason if a changed document removes or reduces the disagreement."""
        return self.reason(title, sentence, self.after(document), place)

    def reported_place(self) -> Place:
        """Return the place of the reported value."""
        return Place(PlaceKind.REPORTED, self.source.arm_id, key=self.source.id)

    def with_source(self, source: ReportedValue) -> Document:
        """Return the document with this reported value changed."""
        return self.document.with_reported(source)


def question_about(
    analysis: Analysis, row: Comparison, analyse: Callable[[Document], Analysis]
) -> Question | None:
    """Return the question a row raises, None where it agrees or reports nothing."""
    if row.verdict in (None, Verdict.AGREES) or row.reported_id is None:
        return None
    values, _ = read_reported(analysis.document)
    reported = next((value for value in values if value.source.id == row.reported_id), None)
    if reported is None or reported.value is None:
        return None
    return Question(analysis, row, reported.source, reported, analyse)


def better(first: Reason | None, second: Reason | None) -> Reason | None:
    """Return the reason that leads to the better verdict, the first on a tie."""
    if first is None or second is None:
        return first or second
    ranks = [RANK[reason.verdict] if reason.verdict else 0 for reason in (first, second)]
    return second if ranks[1] > ranks[0] else first
