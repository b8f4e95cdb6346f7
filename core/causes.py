"""Which of the flags of one analysis have one cause: each suspect is changed and looked at.

A suspect is something the flags point at: a tick, a cell or time of the risk table, a
total of events, a traced point. What is flagged no longer once it is put right or left
out belongs to it.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

from .analysis import Stopped, analyse
from .digitize.axes.transform import AxisTransform
from .errors import Finding, InputError, Place, PlaceKind, Severity
from .ink import CODE as OFF_INK
from .model.document import Arm, Axis, Document, PixelPoint
from .numbers import parse_number
from .refine import refine
from .results import Analysis, Check, Verdict
from .stages import transform_of

Flag = Finding | Check
Name = tuple[object, ...]
# Places tried, so that a document full of flags does not keep a worker for long.
MOST_SUSPECTS: Final = 10
# A tick put right takes the round value when that is as near as a reader would see.
ROUND_WITHIN: Final = 0.01
# The finding that two rows of the table fit each other's curves.
ROWS_EXCHANGED: Final = "R9"
_KINDS: Final = (
    PlaceKind.AXIS_POINT,
    PlaceKind.RISK_TIME,
    PlaceKind.RISK_CELL,
    PlaceKind.POINT,
    PlaceKind.ARM,
)


@dataclass(frozen=True, slots=True)
class Cause:
    """A flag that explains others: they are gone once its place is put right.

    ``n_rows`` is how many reported values differ no longer then.
    """

    lead: Flag
    follows: tuple[Flag, ...]
    n_rows: int = 0


def flags_of(analysis: Analysis) -> tuple[Flag, ...]:
    """Return the findings and checks of an analysis that ask for something to be done."""
    heavy = (Severity.BLOCK, Severity.WARNING)
    findings = (finding for finding in analysis.findings if finding.severity in heavy)
    return (*findings, *(check for check in analysis.checks if check.state.is_flag))


def causes_of(
    analysis: Analysis, should_stop: Callable[[], bool] = lambda: False
) -> tuple[Cause, ...]:
    """Return the flags that explain others, the one that explains most first.

    Changed documents are analysed, so this belongs on a worker; nothing is returned
    once ``should_stop()`` turns true. No flag stands under two causes.
    """
    flags = flags_of(analysis)
    if len(flags) < 2:
        return ()
    try:
        return tuple(_found(analysis, flags, should_stop))
    except Stopped:
        return ()


def grouped_again(causes: tuple[Cause, ...], analysis: Analysis) -> tuple[Cause, ...]:
    """Return the causes as the flags of a newer analysis put them, as far as they are there."""
    now = {_name(flag): flag for flag in flags_of(analysis)}
    kept = []
    for cause in causes:
        lead = now.get(_name(cause.lead))
        follows = tuple(now[_name(flag)] for flag in cause.follows if _name(flag) in now)
        if lead is not None and follows:
            kept.append(Cause(lead, follows, cause.n_rows))
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class _Suspect:
    """A flag with its place put right: the names of what went, how many came instead."""

    lead: Flag
    document: Document
    gone: frozenset[Name]
    n_new: int

    def score(self, left: set[Name]) -> int:
        """Return how many other flags of those left it takes away, less those it brings."""
        return len((self.gone & left) - {_name(self.lead)}) - self.n_new


def _found(
    analysis: Analysis, flags: tuple[Flag, ...], should_stop: Callable[[], bool]
) -> Iterator[Cause]:
    """Yield causes, tried without the slow audit of the table and then confirmed with it."""
    left = set(map(_name, flags))
    suspects = list(_tried(analysis, flags, should_stop))
    while suspects:
        best = max(suspects, key=lambda one: one.score(left))
        suspects.remove(best)
        if best.score(left) < 1 or _name(best.lead) not in left:
            continue
        now = refine(analyse(best.document, should_stop, at_once=True), should_stop, n_draws=0)
        after = frozenset(map(_name, flags_of(now)))
        # The changed documents are not looked at beside the figure: what it says is no one's.
        seen = {_name(flag) for flag in flags if _name(flag)[0] == OFF_INK}
        before = frozenset(map(_name, flags)) - (seen - {_name(best.lead)})
        sure = replace(best, gone=before - after, n_new=len(after - before))
        if _name(best.lead) in sure.gone and sure.score(left) > 0:
            gone = (sure.gone & left) - {_name(best.lead)}
            follows = tuple(flag for flag in flags if _name(flag) in gone)
            n_rows = max(_n_differing(analysis) - _n_differing(now), 0)
            yield Cause(best.lead, follows, n_rows)
            left -= sure.gone


def _tried(
    analysis: Analysis, flags: tuple[Flag, ...], should_stop: Callable[[], bool]
) -> Iterator[_Suspect]:
    """Yield what each change does to the flags that need no audit."""
    plain = analyse(analysis.document, should_stop, at_once=True)
    before = frozenset(map(_name, flags_of(plain)))
    for lead in _suspects(flags):
        for document in _put_right(analysis.document, lead):
            now = analyse(document, should_stop, at_once=True)
            after = frozenset(map(_name, flags_of(now)))
            yield _Suspect(lead, document, before - after, len(after - before))


def _suspects(flags: tuple[Flag, ...]) -> list[Flag]:
    """Return the first flag of each place that can be changed, axes before what hangs on them."""
    first: dict[tuple[Place, bool], Flag] = {}
    for flag in flags:
        if flag.place is not None and flag.place.kind in _KINDS:
            first.setdefault((flag.place, _name(flag)[0] == ROWS_EXCHANGED), flag)
    order = sorted(first, key=lambda key: (not key[1], _KINDS.index(key[0].kind)))
    return [first[key] for key in order[:MOST_SUSPECTS]]


def _put_right(document: Document, lead: Flag) -> Iterator[Document]:
    """Yield the document without the doubt at the place of a flag, in each way there is."""
    place = lead.place
    assert place is not None
    if place.kind is PlaceKind.AXIS_POINT and place.index is not None:
        yield from _with_tick_fitted(document, place.index)
    elif place.kind is PlaceKind.RISK_TIME and place.index is not None:
        yield from _with_time_evened(document, place.index)
        yield _without_column(document, place.index)
    else:
        arm = next((arm for arm in document.arms if arm.id == place.arm_id), None)
        if arm is not None:
            yield from _with_arm_put_right(document, arm, lead, place)


def _with_arm_put_right(
    document: Document, arm: Arm, lead: Flag, place: Place
) -> Iterator[Document]:
    if place.kind is PlaceKind.RISK_CELL and place.index is not None:
        yield document.with_arm_replaced(arm.with_risk_cell(place.index, ""))
    elif place.kind is PlaceKind.POINT and place.index is not None:
        yield document.with_arm_replaced(arm.without_points(frozenset({place.index})))
    elif _name(lead)[0] == ROWS_EXCHANGED and len(document.arms) == 2:
        yield _with_rows_exchanged(document)
    elif place.kind is PlaceKind.ARM and arm.n_events.strip():
        yield document.with_arm_replaced(replace(arm, n_events=""))


def _with_rows_exchanged(document: Document) -> Document:
    one, other = document.arms
    changed = (
        replace(one, at_risk=other.at_risk, censored=other.censored),
        replace(other, at_risk=one.at_risk, censored=one.censored),
    )
    return replace(document, arms=changed)


def _with_time_evened(document: Document, column: int) -> Iterator[Document]:
    """Yield the document with this time of the table, or the one before, between its neighbours."""
    times = document.risk_times
    for index in (column, column - 1):
        if 0 < index < len(times) - 1:
            with suppress(InputError):
                middle = (parse_number(times[index - 1]) + parse_number(times[index + 1])) / 2
                changed = (*times[:index], f"{middle:g}", *times[index + 1 :])
                yield replace(document, risk_times=changed)


def _with_tick_fitted(document: Document, index: int) -> Iterator[Document]:
    """Yield the document with the value at a tick that the other ticks of its axis give."""
    calibration = document.calibration
    point = calibration.axis_points[index]
    if len(calibration.on_axis(point.axis)) < 3:
        return
    try:
        others = transform_of(calibration.without_point(index))
    except InputError:
        return
    value = _printed_at(others, point.axis, point.at)
    near = float(f"{value:.2g}")
    text = f"{near:g}" if abs(near - value) <= ROUND_WITHIN * abs(value) else f"{value:.4g}"
    fitted = calibration.with_point_replaced(index, replace(point, value=text))
    yield document.with_calibration(fitted)


def _printed_at(transform: AxisTransform, axis: Axis, at: PixelPoint) -> float:
    """Return what an axis prints at this place."""
    time, survival = (float(value) for value in transform.to_data([at])[0])
    if axis is Axis.TIME:
        return time
    height = 1 - survival if transform.cumulative_incidence else survival
    return 100 * height if transform.percent else height


def _without_column(document: Document, column: int) -> Document:
    """Return the document with one time of the risk table left empty in every arm."""
    for arm in document.arms:
        document = document.with_arm_replaced(arm.with_risk_cell(column, ""))
    return document


def _n_differing(analysis: Analysis) -> int:
    return sum(row.verdict is Verdict.DIFFERS for row in analysis.comparisons)


def _name(flag: Flag) -> Name:
    """Return what makes a flag the same in two analyses: its numbers may differ."""
    if isinstance(flag, Finding):
        return flag.code, flag.place
    return flag.id, flag.title
