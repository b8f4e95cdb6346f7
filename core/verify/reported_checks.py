"""Checks of the reported values against each other: ratio, interval and P of one comparison.

A typed hazard ratio, its interval and the P beside it say whether a P is one-sided or an
interval of another level long before a figure does, whose P may be off by a factor of two.
"""

from collections.abc import Iterator
from typing import Final

from ..errors import Place, PlaceKind
from ..model.document import Document, Model, ReportedKind
from ..results import Check, CheckState
from .claims import Claim, ClaimKind, TextCheck
from .reported import Reported, read_reported
from .text_checks import check_claims

_TITLES: Final = {
    "T1": "Reported hazard ratio against its interval",
    "T2": "Reported P against the hazard ratio and its interval",
    "T10": "Reported value inside its interval",
}
_KINDS: Final = {
    ReportedKind.HAZARD_RATIO: ClaimKind.HAZARD_RATIO,
    ReportedKind.P_VALUE: ClaimKind.P_VALUE,
    ReportedKind.MEDIAN: ClaimKind.MEDIAN,
    ReportedKind.LANDMARK: ClaimKind.LANDMARK,
    ReportedKind.N_EVENTS: ClaimKind.EVENTS,
}


def check_reported(document: Document) -> Iterator[Check]:
    """Yield T1, T2 and T10 on the reported values of a document.

    Proposed values wait until a person accepts them; values that the ledger of the
    paper holds too are checked there.
    """
    values, _ = read_reported(document)
    known = {(claim.kind, claim.value or claim.p_value) for claim in document.claims}
    used = [
        value
        for value in values
        if value.value is not None and value.source.kind in _KINDS and not value.source.proposed
    ]
    claims = [_claim(document, value) for value in used]
    fresh = [(claim.kind, claim.value or claim.p_value) not in known for claim in claims]
    for found in check_claims([*claims, *_events(document)]):
        if found.id in _TITLES and all(i < len(used) and fresh[i] for i in found.claims):
            yield _check(found, used)


def _events(document: Document) -> Iterator[Claim]:
    """Yield the totals typed with the arms: they bound the error of a ratio's logarithm."""
    for arm in document.arms:
        if arm.n_events.strip().isdecimal():
            yield Claim(ClaimKind.EVENTS, "reported", arm.id, x=arm.n_events.strip())


def _claim(document: Document, value: Reported) -> Claim:
    source = value.source
    reference = document.reference_arm
    other = source.comparator_id or (reference.id if reference else "")
    rest = [arm.id for arm in document.arms if arm.id != other]
    arm = source.arm_id or (rest[0] if len(rest) == 1 else "")
    is_pair = source.kind in (ReportedKind.HAZARD_RATIO, ReportedKind.P_VALUE)
    shown = _shown(value)
    is_p, is_count = source.kind is ReportedKind.P_VALUE, source.kind is ReportedKind.N_EVENTS
    low, high = _limits(value)
    printed = value.value
    assert printed is not None
    return Claim(
        _KINDS[source.kind],
        endpoint="reported",
        arm=arm,
        comparator=other if is_pair else "",
        value="" if is_p or is_count or printed.not_reached else shown,
        x=shown if is_count else "",
        unit=source.unit,
        ci_low=low,
        ci_high=high,
        ci_level=100 * value.level,
        not_reached=printed.not_reached,
        adjusted=source.model is Model.ADJUSTED,
        stratified=source.model is Model.STRATIFIED,
        p_operator=(printed.operator or "=") if is_p else "",
        p_value=shown if is_p else "",
        one_sided=source.one_sided,
        time=source.time,
    )


def _shown(value: Reported) -> str:
    """Return the printed digits, percent as percent."""
    printed = value.value
    assert printed is not None
    if printed.not_reached:
        return ""
    scale, decimals = (100, printed.decimals - 2) if printed.percent else (1, printed.decimals)
    return f"{printed.value * scale:.{max(decimals, 0)}f}"


def _limits(value: Reported) -> tuple[str, str]:
    if not value.has_interval or value.low is None or value.high is None:
        return "", ""
    shown = []
    for limit in (value.low, value.high):
        scale, decimals = (100, limit.decimals - 2) if limit.percent else (1, limit.decimals)
        shown.append(f"{limit.value * scale:.{max(decimals, 0)}f}")
    return shown[0], shown[1]


def _check(found: TextCheck, used: list[Reported]) -> Check:
    """Return a check of printed numbers as one of the figure's list."""
    _, _, said = found.sentence.partition(": ")
    sentence = said or found.sentence
    sentence = f"{sentence[0].upper()}{sentence[1:]}"
    place = Place(PlaceKind.REPORTED, key=used[found.claims[0]].source.id)
    fitting = "" if found.state is CheckState.CONSISTENT else found.would_fit
    return Check(
        found.id, found.state, _TITLES[found.id], sentence, found.arithmetic, place, fitting
    )
