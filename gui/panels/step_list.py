"""The six steps and how far each one is, from the document and its analysis; no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from core.errors import Finding, PlaceKind
from core.model.document import Axis, Document
from core.results import Analysis, Verdict
from gui.panels.words import is_open, plural

KEYS = ("figure", "axes", "arms", "at_risk", "reported", "check")
NAMES = ("Figure", "Axes", "Arms", "At risk", "Reported", "Check")
_PLACES = {
    PlaceKind.FIGURE: "figure",
    PlaceKind.FILE: "figure",
    PlaceKind.AXIS_POINT: "axes",
    PlaceKind.ARM: "arms",
    PlaceKind.POINT: "arms",
    PlaceKind.RISK_CELL: "at_risk",
    PlaceKind.RISK_TIME: "at_risk",
    PlaceKind.REPORTED: "reported",
}
_CODES = {"I": "figure", "P": "figure", "C": "axes", "T": "arms", "R": "at_risk", "V": "reported"}


class StepState(Enum):
    """How far a step is."""

    EMPTY = "empty"
    PARTLY = "partly"
    DONE = "done"
    PROPOSED = "proposed"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the list: its state and one line of fact."""

    key: str
    number: int
    name: str
    state: StepState
    fact: str


def steps_of(document: Document, analysis: Analysis | None) -> tuple[Step, ...]:
    """Return the six steps.

    The facts come from the document; residuals, findings and verdicts from the analysis,
    which may belong to an earlier document.
    """
    findings = () if analysis is None else analysis.findings
    rows: tuple[_Row, ...] = (
        _figure(document),
        _axes(document, analysis, _of_step("axes", findings)),
        _arms(document, _of_step("arms", findings)),
        _at_risk(document, _of_step("at_risk", findings)),
        _reported(document, _of_step("reported", findings)),
    )
    rows = (*rows, _check(analysis, rows))
    return tuple(
        Step(key, number, name, state, fact)
        for number, (key, name, (state, fact)) in enumerate(zip(KEYS, NAMES, rows, strict=True), 1)
    )


def step_of(finding: Finding) -> str:
    """Return the key of the step a finding belongs to."""
    if finding.place is not None:
        return _PLACES[finding.place.kind]
    return _CODES.get(finding.code[:1], "check")


_Row = tuple[StepState, str]


def _of_step(key: str, findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if is_open(finding) and step_of(finding) == key]


def _figure(document: Document) -> _Row:
    if document.figure is None:
        return StepState.EMPTY, "no figure yet"
    source = document.citation or document.figure.name
    return StepState.DONE, ", ".join(filter(None, (source, document.endpoint)))


def _axes(document: Document, analysis: Analysis | None, findings: list[Finding]) -> _Row:
    points = document.calibration.axis_points
    if not points:
        return StepState.EMPTY, "no ticks set"
    ticks = plural(len(points), "tick")
    if any(point.confidence is not None for point in points):
        return StepState.PROPOSED, f"{ticks} proposed"
    if findings:
        return StepState.FINDING, _axis_finding(document, findings)
    for axis, name in ((Axis.TIME, "time"), (Axis.SURVIVAL, "survival")):
        missing = 2 - len(document.calibration.on_axis(axis))
        if missing > 0:
            return StepState.PARTLY, f"{name} axis needs {missing} more"
    if max(len(document.calibration.on_axis(axis)) for axis in Axis) < 3:
        return StepState.DONE, f"{ticks}, no third to check"
    if not document.calibration.time_unit:
        return StepState.DONE, f"{ticks}, no time unit"
    residuals = () if analysis is None else analysis.axis_residual_px
    if not residuals:
        return StepState.DONE, ticks
    return StepState.DONE, f"{ticks}, residual {max(map(abs, residuals)):.1f} px"


def _axis_finding(document: Document, findings: list[Finding]) -> str:
    place = findings[0].place
    points = document.calibration.axis_points
    index = place.index if place is not None and place.kind is PlaceKind.AXIS_POINT else None
    if len(findings) == 1 and index is not None and index < len(points):
        return f"tick {points[index].value} is doubtful"
    return plural(len(findings), "finding")


def _arms(document: Document, findings: list[Finding]) -> _Row:
    if not document.arms:
        return StepState.EMPTY, "no arm yet"
    n_traced = sum(bool(arm.trace) for arm in document.arms)
    if n_traced == 0:
        return StepState.EMPTY, f"{plural(len(document.arms), 'arm')}, none traced"
    is_partly = n_traced < len(document.arms)
    fact = f"{n_traced} of {len(document.arms)} traced" if is_partly else f"{n_traced} traced"
    return _found(StepState.PARTLY if is_partly else StepState.DONE, fact, findings)


def _at_risk(document: Document, findings: list[Finding]) -> _Row:
    n_cells = len(document.risk_times) * len(document.arms)
    n_typed = sum(bool(cell.strip()) for arm in document.arms for cell in arm.at_risk)
    if n_typed == 0:
        return StepState.EMPTY, "times only" if document.risk_times else "nothing typed"
    if n_typed < n_cells:
        return _found(StepState.PARTLY, f"{n_typed} of {n_cells} cells", findings)
    return _found(StepState.DONE, plural(n_typed, "cell"), findings)


def _reported(document: Document, findings: list[Finding]) -> _Row:
    n_proposed = sum(value.proposed for value in document.reported)
    if not document.reported:
        return StepState.EMPTY, "nothing typed"
    if n_proposed:
        return StepState.PROPOSED, f"{plural(n_proposed, 'value')} proposed"
    return _found(StepState.DONE, plural(len(document.reported), "value"), findings)


def _check(analysis: Analysis | None, rows: Sequence[_Row]) -> _Row:
    verdicts = [] if analysis is None else [row.verdict for row in analysis.comparisons]
    n_judged = sum(verdict is not None for verdict in verdicts)
    if analysis is None or n_judged == 0:
        waits = (i for i, (state, _) in enumerate(rows, 1) if state is StepState.EMPTY)
        return StepState.EMPTY, f"waits for step {next(waits, 5)}"
    n_differ = verdicts.count(Verdict.DIFFERS)
    if n_differ:
        return StepState.FINDING, f"{n_differ} differs" if n_differ == 1 else f"{n_differ} differ"
    n_open = verdicts.count(Verdict.NOT_COMPARABLE) + sum(map(is_open, analysis.findings))
    n_pass = n_judged - verdicts.count(Verdict.NOT_COMPARABLE)
    if n_open:
        return StepState.PARTLY, f"{n_pass} pass, {n_open} open"
    return StepState.DONE, f"{n_pass} pass"


def _found(state: StepState, fact: str, findings: list[Finding]) -> _Row:
    if not findings:
        return state, fact
    return StepState.FINDING, f"{fact}, {plural(len(findings), 'finding')}"
