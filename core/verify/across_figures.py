"""Several figures of one trial against each other: the same patients, overall survival on top."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

import numpy as np

from ..errors import InputError
from ..numbers import parse_number
from ..results import Analysis, ArmResult, Check, CheckState
from .claims import TextCheck
from .text_checks.ledger import WITH_DEATH, days_per, normal, unit_name

# Who is censored differs between the two endpoints, so their estimates may cross by a little;
# two patients by which tables read off a figure may differ.
_CROSSING: Final = 0.02
_MISREAD: Final = 2
_READING: Final = 0.01  # of one figure


def check_across(figures: Sequence[Analysis]) -> tuple[Check, ...]:
    """Check the figures of one trial against each other, in pairs.

    Arms are matched by their names, times by the unit of each axis.

    Parameters
    ----------
    figures : sequence of Analysis
        One for each figure; its document's ``endpoint`` says which it shows.

    Returns
    -------
    tuple of Check
        F10 (the same number of patients), F11 (numbers at risk) and F12 (the
        curve of overall survival is not below the other); empty for one figure.
    """
    found: list[Check] = []
    for first, second in combinations(figures, 2):
        pairs = [*_matched(first, second)]
        if not pairs:
            found.append(_unmatched(first, second))
        for pair in pairs:
            found.append(_same_size(first, second, *pair))
            if (ordered := _ordered(first, second, *pair)) is not None:
                found += [*_at_risk(*ordered), *_on_top(*ordered)]
    return tuple(found)


def listed_across(figures: Sequence[Analysis]) -> tuple[TextCheck, ...]:
    """Return `check_across` in the form in which the ledger's checks are listed."""
    return tuple(
        TextCheck(
            check.id,
            check.state,
            (),
            f"{check.title}. {check.sentence}",
            check.arithmetic,
            check.would_fit,
        )
        for check in check_across(figures)
    )


def _title(figure: Analysis) -> str:
    document = figure.document
    return document.endpoint or document.title or "a figure"


def _matched(first: Analysis, second: Analysis) -> Iterator[tuple[ArmResult, ArmResult]]:
    for arm in first.document.arms:
        other = next((a for a in second.document.arms if normal(a.name) == normal(arm.name)), None)
        mine = next((r for r in first.arms if r.arm_id == arm.id), None)
        theirs = next((r for r in second.arms if other and r.arm_id == other.id), None)
        if mine is not None and theirs is not None:
            yield mine, theirs


def _unmatched(first: Analysis, second: Analysis) -> Check:
    names = ["; ".join(arm.name for arm in figure.document.arms) for figure in (first, second)]
    return Check(
        "F10",
        CheckState.NOT_COMPARABLE,
        f"{_title(first)} and {_title(second)}",
        "No arm has the same name in both figures. Give the arms one name each.",
        f"{names[0]} / {names[1]}",
    )


def _name(figure: Analysis, result: ArmResult) -> str:
    return figure.document.arm(result.arm_id).name


def _size(figure: Analysis, result: ArmResult) -> int | None:
    """Return the patients of an arm: at risk at time 0, else as typed."""
    table = [row for row in _table(figure, result) if row[0] == 0]
    if table:
        return table[0][1]
    return _count(figure.document.arm(result.arm_id).n)


def _count(text: str) -> int | None:
    try:
        return int(parse_number(text)) if text.strip() else None
    except InputError:
        return None


def _table(figure: Analysis, result: ArmResult) -> list[tuple[float, int]]:
    """Return (time in days, number at risk) as the figure prints them."""
    document = figure.document
    days = days_per(document.calibration.time_unit)
    counts = map(_count, document.arm(result.arm_id).at_risk)
    rows = []
    for text, count in zip(document.risk_times, counts, strict=False):
        time = _time(text)
        if time is not None and count is not None:
            rows.append((time * days, count))
    return rows


def _time(text: str) -> float | None:
    try:
        return parse_number(text) if text.strip() else None
    except InputError:
        return None


def _same_size(first: Analysis, second: Analysis, mine: ArmResult, theirs: ArmResult) -> Check:
    title = f"Patients of {_name(first, mine)} in both figures"
    sizes = (_size(first, mine), _size(second, theirs))
    shown = f"{_title(first)}: {sizes[0] or '?'}; {_title(second)}: {sizes[1] or '?'}"
    if None in sizes:
        sentence = "Type the number of patients, or the numbers at risk, in both figures."
        return Check("F10", CheckState.NOT_COMPARABLE, title, sentence, shown)
    if sizes[0] == sizes[1]:
        return Check("F10", CheckState.CONSISTENT, title, "The same number of patients.", shown)
    sentence = "The two figures show different numbers of patients of this arm."
    fit = f"{sizes[0]} or {sizes[1]} in both, or two sets of patients"
    return Check("F10", CheckState.NOT_REPRODUCIBLE, title, sentence, shown, would_fit=fit)


def _ordered(
    first: Analysis, second: Analysis, mine: ArmResult, theirs: ArmResult
) -> tuple[Analysis, ArmResult, Analysis, ArmResult] | None:
    """Return the figure of overall survival first, None where the endpoints say nothing."""
    ends = [normal(figure.document.endpoint) for figure in (first, second)]
    ends = ["os" if end in ("os", "overall survival") else end.split(" ")[0] for end in ends]
    short = {"progression-free": "pfs", "disease-free": "dfs", "event-free": "efs"}
    ends = [short.get(end, end) for end in ends]
    if not all(unit_name(figure.document.calibration.time_unit) for figure in (first, second)):
        return None
    if ends[0] == "os" and ends[1] in WITH_DEATH:
        return first, mine, second, theirs
    if ends[1] == "os" and ends[0] in WITH_DEATH:
        return second, theirs, first, mine
    return None


def _at_risk(
    whole: Analysis, of_whole: ArmResult, part: Analysis, of_part: ArmResult
) -> Iterator[Check]:
    """Who is still at risk of progression or death is at risk of death."""
    alive, free = dict(_table(whole, of_whole)), dict(_table(part, of_part))
    times = sorted(set(alive) & set(free))
    if len(times) < 2:
        return
    title = f"Numbers at risk of {_name(whole, of_whole)}: {_title(whole)} and {_title(part)}"
    worst = max(times, key=lambda time: free[time] - alive[time])
    unit = whole.document.calibration.time_unit
    shown = (
        f"at {worst / days_per(unit):g} {unit}: {alive[worst]} ({_title(whole)}), "
        f"{free[worst]} ({_title(part)})"
    )
    if free[worst] <= alive[worst] + _MISREAD:
        sentence = f"Nowhere are more at risk of {_title(part)} than of {_title(whole)}."
        yield Check("F11", CheckState.CONSISTENT, title, sentence, shown)
        return
    sentence = (
        f"More patients are at risk of {_title(part)} than of {_title(whole)}, where each of the "
        "first is also one of the second."
    )
    fit = "the rows of the two tables exchanged, or one cell misread"
    yield Check("F11", CheckState.NOT_REPRODUCIBLE, title, sentence, shown, would_fit=fit)


def _on_top(
    whole: Analysis, of_whole: ArmResult, part: Analysis, of_part: ArmResult
) -> Iterator[Check]:
    """The curve of overall survival lies nowhere below one that death ends too."""
    above, below = of_whole.traced, of_part.traced
    if above is None or below is None or not above.time.size or not below.time.size:
        return
    factor = days_per(part.document.calibration.time_unit) / days_per(
        whole.document.calibration.time_unit
    )
    last = min(float(above.time[-1]), float(below.time[-1]) * factor)
    times = np.linspace(0.0, last, 400)
    lower, upper = below.at(times / factor), above.at(times)
    gap = lower - upper
    worst = int(np.argmax(gap))
    unit = whole.document.calibration.time_unit
    limit = _CROSSING + 2 * _READING
    limit += sum(1 / n for n in (_size(whole, of_whole), _size(part, of_part)) if n)
    shown = (
        f"nearest at {times[worst]:.3g} {unit}: {_title(part)} {lower[worst]:.3f}, "
        f"{_title(whole)} {upper[worst]:.3f}; up to {limit:.3f} above is censoring and reading"
    )
    title = f"{_title(whole)} above {_title(part)}: {_name(whole, of_whole)}"
    if gap[worst] <= limit:
        sentence = f"The curve of {_title(whole)} lies nowhere below that of {_title(part)}."
        yield Check("F12", CheckState.CONSISTENT, title, sentence, shown)
        return
    sentence = (
        f"The curve of {_title(part)} lies above that of {_title(whole)}, though every death ends "
        "both."
    )
    fit = "the two figures exchanged, the time axis of one in another unit, or a tick mistyped"
    yield Check("F12", CheckState.NOT_REPRODUCIBLE, title, sentence, shown, would_fit=fit)
