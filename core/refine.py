"""The second stage of an analysis: what takes longer than the numbers of record may wait.

The table is audited, many draws of patients show what the figure leaves open,
and on request one draw is chosen by what is reported. The numbers of record
stay as they are.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from . import stages
from .analysis import Stopped, in_columns, told_once
from .errors import Finding, InputError, Place, PlaceKind, Severity
from .model.document import Document, Engine, ReportedKind, Settings
from .reconstruct.audit import audit_table, check_arm_size, check_rows, check_shift
from .reconstruct.inputs import ArmInput
from .results import Analysis, ArmResult, ArmSpread, Chosen, Comparison, PairSpread, Uncertainty
from .spreads import FEWEST_DRAWS, N_DRAWS, PATIENCE_S, Spreads, draws_of, has_draws
from .survival.constrained import ReportedPair, constrain
from .survival.ensemble import Draws
from .verify.badge import overall
from .verify.compare import pair_of_arms
from .verify.draw_rows import ChosenNumbers, open_sentence, with_bands, with_chosen
from .verify.reported import Reported, read_reported

_MISSED: Final = "R18"
_OPEN: Final = "R16"
_ROW_CODES: Final = ("R7", "R9")


def refine(
    analysis: Analysis,
    should_stop: Callable[[], bool] = lambda: False,
    *,
    n_draws: int = N_DRAWS,
    patience_s: float | None = PATIENCE_S,
) -> Analysis:
    """Return the analysis with the audit of its tables and the intervals from draws.

    Parameters
    ----------
    analysis : Analysis
        As `core.analysis.analyse` returned it.
    should_stop : callable
        Polled between draws and between parts of the audit.
    n_draws : int
        0 makes none.
    patience_s : float or None
        Draw no longer than that, but at least twenty; None draws all.

    Raises
    ------
    core.analysis.Stopped
        When ``should_stop()`` turns true.
    """
    if analysis.is_refined:
        return analysis
    arms = tuple(arm for arm in analysis.arms if arm.reconstruction is not None)
    findings = _with_audit(analysis, list(_audit(analysis.document, arms, should_stop)))
    analysis = replace(analysis, findings=told_once(findings))
    if analysis.document.settings.engine is Engine.KMTRACE and n_draws > 0 and arms:
        analysis = _with_draws(analysis, arms, should_stop, n_draws, patience_s)
    badge, sentence = overall(
        analysis.document,
        analysis.arms,
        analysis.comparisons,
        analysis.checks,
        analysis.findings,
    )
    return replace(analysis, badge=badge, badge_sentence=sentence, is_refined=True)


def is_quick(analysis: Analysis, *, n_draws: int = N_DRAWS) -> bool:
    """Whether refining takes no time, because these arms were refined before."""
    settings = analysis.document.settings
    arms = tuple(arm for arm in analysis.arms if arm.reconstruction is not None)
    if settings.choose_by_reported or not arms:
        return not arms
    inputs = tuple(arm.arm_input for arm in arms if arm.arm_input is not None)
    names = [analysis.document.arm(arm.arm_id).name for arm in arms]
    is_audited = ("rows", _known_inputs(arms, settings), *names) in _audited
    return is_audited and (
        settings.engine is not Engine.KMTRACE or has_draws(inputs, settings, n_draws)
    )


def _poll(should_stop: Callable[[], bool]) -> None:
    if should_stop():
        raise Stopped


# The audit of the table

_AUDITS_REMEMBERED: Final = 32
_audited: dict[tuple[object, ...], tuple[Finding, ...]] = {}


def _audit(
    document: Document, arms: tuple[ArmResult, ...], should_stop: Callable[[], bool]
) -> Iterator[Finding]:
    """Yield what the rest contradicts of typed numbers, rows first."""
    settings = document.settings
    known = _known_inputs(arms, settings)
    names = [document.arm(arm.arm_id).name for arm in arms]
    _poll(should_stop)
    swapped = _once(("rows", known, *names), lambda: check_rows(known, names=names))
    yield from (replace(one, place=Place(PlaceKind.ARM, arms[0].arm_id)) for one in swapped)
    for arm, one in zip(arms, known, strict=True):
        entered, level = document.arm(arm.arm_id), settings.level_rising_points
        read = stages.arm_reading_of(entered, document.risk_times, document.calibration, level)
        found = _audit_arm(one, settings.counts_leavers, bool(swapped), should_stop)
        yield from in_columns(found, entered, read)


def _audit_arm(
    known: ArmInput, counts_leavers: bool, is_swapped: bool, should_stop: Callable[[], bool]
) -> tuple[Finding, ...]:
    """Return the first thing that explains a misfit of one arm."""
    checks: list[Callable[[], tuple[Finding, ...]]] = [lambda: check_arm_size(known)]
    if not is_swapped:
        checks[:0] = [
            lambda: audit_table(known, counts_leavers=counts_leavers),
            lambda: check_shift(known),
        ]
    for index, check in enumerate(checks):
        _poll(should_stop)
        found = _once((len(checks) - index, known, counts_leavers), check)
        if found:
            return found
    return ()


def _known_inputs(arms: tuple[ArmResult, ...], settings: Settings) -> tuple[ArmInput, ...]:
    total = settings.use_total_events
    return tuple(stages.known_of(arm.arm_input, total) for arm in arms if arm.arm_input)


def _once(key: tuple[object, ...], check: Callable[[], tuple[Finding, ...]]) -> tuple[Finding, ...]:
    """Return what a check found; what it found before where it is remembered."""
    if key not in _audited:
        while len(_audited) >= _AUDITS_REMEMBERED:
            _audited.pop(next(iter(_audited)), None)
        _audited[key] = check()
    return _audited[key]


def _with_audit(analysis: Analysis, audit: list[Finding]) -> list[Finding]:
    """Return all findings; what the audit explains is not told cell by cell as well."""
    if any(finding.code == "R9" for finding in audit):
        explained = {arm.arm_id for arm in analysis.arms}
    else:
        explained = {f.place.arm_id or "" for f in audit if f.code in _ROW_CODES and f.place}
    kept = [
        finding
        for finding in analysis.findings
        if not (finding.code == _MISSED and finding.place and finding.place.arm_id in explained)
    ]
    return kept + audit


# Draws


def _with_draws(
    analysis: Analysis,
    arms: tuple[ArmResult, ...],
    should_stop: Callable[[], bool],
    n_draws: int,
    patience_s: float | None,
) -> Analysis:
    document = analysis.document
    inputs = tuple(arm.arm_input for arm in arms if arm.arm_input is not None)
    try:
        draws = draws_of(inputs, document.settings, n_draws, should_stop, patience_s=patience_s)
    except InputError:
        return analysis
    _poll(should_stop)
    if len(draws) < min(FEWEST_DRAWS, n_draws):
        return analysis
    spreads = Spreads.of(arms, draws, document.settings.conf_level)
    found = Uncertainty(
        len(draws),
        tuple(_pair_spreads(analysis, spreads, should_stop)),
        tuple(_arm_spreads(arms, spreads, should_stop)),
    )
    rows = with_bands(analysis.comparisons, found, spreads.survival, spreads.restricted_mean)
    analysis = replace(analysis, uncertainty=found, comparisons=rows)
    analysis = _with_open(analysis)
    if document.settings.choose_by_reported:
        _poll(should_stop)
        analysis = _with_chosen(analysis, arms, draws)
    return analysis


def _pair_spreads(
    analysis: Analysis, spreads: Spreads, should_stop: Callable[[], bool]
) -> Iterator[PairSpread]:
    ids = [(pair.arm_id, pair.reference_id) for pair in analysis.pairs]
    ids += [
        (row.arm_id, row.comparator_id)
        for row in analysis.comparisons
        if row.arm_id is not None and row.comparator_id is not None
    ]
    for pair in dict.fromkeys(ids):
        _poll(should_stop)
        found = spreads.pair(*pair)
        if found is not None:
            yield found


def _arm_spreads(
    arms: tuple[ArmResult, ...], spreads: Spreads, should_stop: Callable[[], bool]
) -> Iterator[ArmSpread]:
    for arm in arms:
        _poll(should_stop)
        found = spreads.arm(arm.arm_id)
        if found is not None:
            yield found


# What is not identified


def _with_open(analysis: Analysis) -> Analysis:
    """Say with numbers what a hazard ratio could be where nothing printed settles it."""
    assert analysis.uncertainty is not None
    document, findings = analysis.document, list(analysis.findings)
    rows = list(analysis.comparisons)
    for pair in analysis.uncertainty.pairs:
        if pair.hazard_ratio is None:
            continue
        ids = (pair.arm_id, pair.reference_id)
        without = [arm_id for arm_id in ids if _has_no_table(analysis, arm_id)]
        if not without:
            continue
        blind = [arm_id for arm_id in without if not _has_total(analysis, arm_id)]
        known = "numbers at risk or total events" if blind else "numbers at risk"
        sentence = open_sentence(document, blind or without, pair.hazard_ratio, known)
        told = sentence + " Type them if the paper gives them."
        findings = [f for f in findings if not _is_open(f, without)]
        weight = Severity.WARNING if blind else Severity.NOTE
        findings.append(Finding(_OPEN, weight, told, Place(PlaceKind.ARM, without[0])))
        rows = [_opened(row, ids, sentence) if blind else row for row in rows]
    return replace(analysis, comparisons=tuple(rows), findings=told_once(findings))


def _opened(row: Comparison, ids: tuple[str, str], sentence: str) -> Comparison:
    is_ratio = row.kind is ReportedKind.HAZARD_RATIO and not row.recomputed.startswith("×")
    if is_ratio and (row.arm_id, row.comparator_id) == ids:
        return replace(row, limit=sentence)
    return row


def _is_open(finding: Finding, arm_ids: list[str]) -> bool:
    return finding.code == _OPEN and finding.place is not None and finding.place.arm_id in arm_ids


def _has_no_table(analysis: Analysis, arm_id: str) -> bool:
    arm = analysis.arm(arm_id)
    known = arm.arm_input if arm else None
    if known is None or known.censor_time is not None:
        return False
    return known.risk_table is None or not bool((known.risk_table.time > 0).any())


def _has_total(analysis: Analysis, arm_id: str) -> bool:
    arm = analysis.arm(arm_id)
    known = arm.arm_input if arm else None
    used = analysis.document.settings.use_total_events
    return known is not None and known.n_events is not None and used


# The draw chosen by what is reported


def _with_chosen(analysis: Analysis, arms: tuple[ArmResult, ...], draws: Draws) -> Analysis:
    assert analysis.uncertainty is not None
    document = analysis.document
    values, _ = read_reported(document)
    place = {arm.arm_id: index for index, arm in enumerate(arms)}
    pairs = dict.fromkeys(pair for value in values if (pair := pair_of_arms(document, value)))
    for pair in pairs:
        if pair[0] not in place or pair[1] not in place:
            continue
        own = [value for value in values if pair_of_arms(document, value) == pair]
        reported, used = _reported_pair(own, place[pair[0]], place[pair[1]])
        if not used:
            continue
        found = constrain(draws, reported)
        ids = tuple(arm.arm_id for arm in arms)
        chosen = Chosen(*pair, ids, draws[found.best], found.agrees, used)
        rows = with_chosen(
            analysis.comparisons, document, chosen, _numbers_of(chosen, document, place)
        )
        uncertainty = replace(analysis.uncertainty, chosen=chosen)
        return replace(analysis, comparisons=rows, uncertainty=uncertainty)
    return analysis


def _reported_pair(own: list[Reported], arm: int, reference: int) -> tuple[ReportedPair, str]:
    """Return what is reported of a pair, and in words what that is."""
    found, used = ReportedPair(arm, reference), []
    ratio = _first(own, ReportedKind.HAZARD_RATIO)
    if ratio is not None and ratio.value is not None:
        half = ratio.value.half_unit
        found = replace(found, hazard_ratio=ratio.value.value, half_unit=half)
        used.append("HR")
        if ratio.has_interval and ratio.low and ratio.high and ratio.low.value > 0:
            low, high = ratio.low.value, ratio.high.value
            found = replace(found, ci_low=low, ci_high=high, conf_level=ratio.level)
            used.append("CI")
    test = _first(own, ReportedKind.P_VALUE)
    if test is not None and test.value is not None and not test.source.one_sided:
        found = replace(found, p_value=test.value.value)
        used.append("P")
    return found, " and ".join(filter(None, (", ".join(used[:-1]), *used[-1:])))


def _first(own: list[Reported], kind: ReportedKind) -> Reported | None:
    """Return the first value of a kind that is printed exactly and above 0."""
    return next(
        (
            value
            for value in own
            if value.source.kind is kind
            and value.value is not None
            and value.value.value > 0
            and value.value.operator == "="
        ),
        None,
    )


def _numbers_of(chosen: Chosen, document: Document, place: dict[str, int]) -> ChosenNumbers:
    settings = document.settings
    both = (chosen.patients[place[chosen.arm_id]], chosen.patients[place[chosen.reference_id]])
    ratio, test, _ = stages.two_arms(*both, settings.conf_level)
    medians = {}
    for arm_id, patients in zip(chosen.arm_ids, chosen.patients, strict=True):
        try:
            medians[arm_id] = stages.estimates_of(patients, settings).median
        except InputError:
            continue
    return ChosenNumbers(ratio, test, medians)
