"""Which rows "Reported vs recomputed" has: what is reported, and what can always be shown."""

from collections.abc import Iterator
from itertools import combinations

from ..errors import Finding
from ..model.document import Document, ReportedKind
from ..results import Comparison, Verdict
from . import arm_rows, count_rows, pair_rows
from .evidence import Evidence
from .reported import COUNTS, Reported, read_reported
from .row import Judgement, blank_row, judged

_ARM_ROWS = {
    ReportedKind.LANDMARK: arm_rows.landmark_row,
    ReportedKind.N: count_rows.size_row,
    ReportedKind.N_EVENTS: count_rows.events_row,
    ReportedKind.RMST: count_rows.mean_row,
    ReportedKind.FOLLOW_UP: count_rows.follow_up_row,
}


def compare(evidence: Evidence) -> tuple[tuple[Comparison, ...], tuple[Finding, ...]]:
    """Return every row of the table, and what is odd about the reported values themselves.

    Hazard ratios, P and medians have rows whether or not they are reported.

    Returns
    -------
    tuple of Comparison, tuple of Finding
    """
    values, findings = read_reported(evidence.document)
    rows = [
        *_ratio_rows(evidence, _of_kind(values, ReportedKind.HAZARD_RATIO)),
        *_test_rows(evidence, _of_kind(values, ReportedKind.P_VALUE)),
        *_median_rows(evidence, _of_kind(values, ReportedKind.MEDIAN)),
        *_other_rows(evidence, values),
    ]
    return tuple(rows), findings


def _of_kind(values: tuple[Reported, ...], kind: ReportedKind) -> list[Reported]:
    return [value for value in values if value.source.kind is kind]


def _shown_pairs(evidence: Evidence) -> list[tuple[str, str]]:
    """Return every pair of arms: those with the reference first, then later over earlier."""
    reference = evidence.document.reference_arm
    if reference is None:
        return []
    others = [arm.id for arm in evidence.document.arms if arm.id != reference.id]
    rest = [(later, earlier) for earlier, later in combinations(others, 2)]
    return [*((other, reference.id) for other in others), *rest]


def pair_of_arms(document: Document, value: Reported) -> tuple[str, str] | None:
    """Return the arms a reported value is about; None where it does not say."""
    ids = {arm.id for arm in document.arms}
    reference = document.reference_arm
    arm_id, other = value.source.arm_id, value.source.comparator_id
    if other is None and reference is not None:
        other = reference.id
    if arm_id is None or (arm_id == other and value.source.comparator_id is None):
        rest = [arm.id for arm in document.arms if arm.id != other]
        arm_id = rest[0] if len(rest) == 1 else None
    if arm_id is None or other is None or arm_id == other or not {arm_id, other} <= ids:
        return None
    return arm_id, other


def _ratio_rows(evidence: Evidence, values: list[Reported]) -> Iterator[Comparison]:
    told: set[frozenset[str]] = set()
    for value in values:
        pair = pair_of_arms(evidence.document, value)
        if pair is None:
            yield _without_pair(value)
            continue
        told.add(frozenset(pair))
        yield pair_rows.ratio_row(evidence, *pair, value)
        width = pair_rows.width_row(evidence, *pair, value)
        if width is not None:
            yield width
    for pair in _shown_pairs(evidence):
        if frozenset(pair) not in told:
            yield pair_rows.ratio_row(evidence, *pair, None)
    if len(evidence.document.arms) == 1 and evidence.document.arms[0].trace:
        row = blank_row(ReportedKind.HAZARD_RATIO, "Hazard ratio", None)
        yield judged(row, Judgement(None, "One arm traced. Trace a second arm to compare."), None)


def _test_rows(evidence: Evidence, values: list[Reported]) -> Iterator[Comparison]:
    told: set[frozenset[str]] = set()
    for value in values:
        pair = pair_of_arms(evidence.document, value)
        if pair is not None:
            told.add(frozenset(pair))
            yield pair_rows.test_row(evidence, *pair, value)
        elif len(evidence.document.arms) > 2 and value.source.arm_id is None:
            yield pair_rows.test_row(evidence, None, None, value)
        else:
            yield _without_pair(value)
    for pair in _shown_pairs(evidence):
        if frozenset(pair) not in told:
            yield pair_rows.test_row(evidence, *pair, None)


def _median_rows(evidence: Evidence, values: list[Reported]) -> Iterator[Comparison]:
    for arm in evidence.document.arms:
        own = [value for value in values if _arm_of(evidence, value) == arm.id]
        for value in own:
            yield arm_rows.median_row(evidence, arm.id, value)
        if not own and arm.trace:
            yield arm_rows.median_row(evidence, arm.id, None)
    for value in values:
        if _arm_of(evidence, value) is None:
            yield _without_arm(value)


def _other_rows(evidence: Evidence, values: tuple[Reported, ...]) -> Iterator[Comparison]:
    for value in values:
        make = _ARM_ROWS.get(value.source.kind)
        arm_id = _arm_of(evidence, value)
        if make is None:
            continue
        if arm_id is not None:
            yield make(evidence, arm_id, value)
        elif value.source.arm_id is None and value.source.kind in COUNTS:
            yield count_rows.total_row(evidence, value)
        else:
            yield _without_arm(value)


def _arm_of(evidence: Evidence, value: Reported) -> str | None:
    """Return the arm a value is about: the one named, else the only one."""
    if evidence.entered(value.source.arm_id) is not None:
        return value.source.arm_id
    only = evidence.document.arms
    return only[0].id if value.source.arm_id is None and len(only) == 1 else None


def _without_arm(value: Reported) -> Comparison:
    return _unassigned(value, "Choose the arm this value belongs to.")


def _without_pair(value: Reported) -> Comparison:
    return _unassigned(value, "Choose the two arms this value compares.")


def _unassigned(value: Reported, sentence: str) -> Comparison:
    measure = value.source.kind.value.replace("_", " ").capitalize()
    row = blank_row(value.source.kind, measure, value)
    return judged(row, Judgement(Verdict.NOT_COMPARABLE, sentence), value)
