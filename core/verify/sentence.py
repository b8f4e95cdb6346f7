"""One pasted sentence of an abstract becomes proposals for reported values.

Small on purpose: hazard ratios, P values, medians and survival at a time, in the forms
journals print most. What it does not recognise it leaves alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..model.document import Document, Model, ReportedKind, ReportedValue

_NUMBER = r"(?:\d+(?:[.,·]\d+)?|[.·]\d+)"
_NOT_REACHED = r"NR\b|NE\b|not\s+(?:yet\s+)?(?:reached|estimable)"
_BOUND = rf"(?:{_NUMBER}|{_NOT_REACHED})"
_BOUNDS = rf"(?P<ci>{_BOUND}(?:\s*[-–—−;,]\s*|\s+to\s+){_BOUND})\s*[\)\]]?"
_PERCENT_CI = r"(?P<level>\d{2}(?:[.,·]\d+)?)\s*%\s*(?:CI|confidence\s+intervals?)"
_UNIT = r"(?P<unit>months?|mo|weeks?|wks?|years?|yrs?|days?)\b"

_STATED_INTERVAL = re.compile(
    rf"[\s,;:\(\[]*{_PERCENT_CI}\s*[\)\]]?[\s:=,\(\[]*{_BOUNDS}", re.IGNORECASE
)
_BARE_INTERVAL = re.compile(rf"\s*[\(\[]\s*{_BOUNDS}", re.IGNORECASE)
_HAZARD_RATIO = re.compile(
    rf"(?:\b[as]?HR\b|\bhazard\s+ratio\b)(?:\s*\(\s*HR\s*\))?(?:\s*[\(\[,]?\s*{_PERCENT_CI}\s*[\)\]]?)?"
    rf"[^\d.;·]{{0,60}}?(?P<value>{_NUMBER})",
    re.IGNORECASE,
)
_P_VALUE = re.compile(
    rf"(?<![A-Za-z])P(?:[\s-]*values?)?(?:\s+for\s+\w+)?\s*(?P<operator>[=<>≤≥])\s*(?P<value>{_NUMBER})",
    re.IGNORECASE,
)
_LIST_WORD = r"vs?|versus|and|or|in|for|with|against|compared"
_TIME = re.compile(
    rf"(?P<value>{_NUMBER}|{_NOT_REACHED})(?![\d%]|\s+%)"
    rf"(?:\s*{_UNIT}|(?!\s+(?!(?:{_LIST_WORD})\b)[a-z]))",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?P<value>{_NUMBER}\s*%)(?!\s*(?:CI|confidence))", re.IGNORECASE)
_JOIN = re.compile(r"\b(?:vs?|versus|v|and|or|against|compared\s+(?:with|to))\b|,", re.IGNORECASE)
_MEDIAN = re.compile(r"\bmedians?\b(?P<follow_up>[^.;\d]{0,30}?\bfollow[\s-]*up\b)?", re.IGNORECASE)
_LANDMARK = re.compile(rf"(?<![\d.,·])(?P<time>\d+(?:[.,]\d+)?)[\s-]*{_UNIT}", re.IGNORECASE)
_SURVIVAL = re.compile(r"surviv|\b(?:O|PF|DF|EF|RF|DDF|DRF)S\b|alive|free", re.IGNORECASE)
_DOSE = re.compile(r"\d+(?:[.,]\d+)?\s*(?:mg|µg|μg|mcg|kg|mL|Gy|IU)\b")
_SENTENCE_END = re.compile(r"(?<=[a-zA-Z\d\)\]%])[.]\s+(?=[A-Z])|\n\s*\n")
_UNIT_NAMES = {"m": "months", "w": "weeks", "y": "years", "d": "days"}


@dataclass(frozen=True, slots=True)
class Claim:
    """A number found in text, as printed.

    ``order`` is the place in a list such as "18.4 vs 12.1": 0 the arm named first, 1 the
    second; None for a number about the comparison or the whole trial. ``start`` is the
    character of the text it was read at.
    """

    kind: ReportedKind
    text: str
    start: int
    ci: str = ""
    conf_level: str = "95"
    order: int | None = None
    time: str = ""
    unit: str = ""
    model: Model = Model.UNADJUSTED
    one_sided: bool = False


@dataclass(frozen=True, slots=True)
class _Item:
    """One value of a list with its unit and interval; ``end`` is where reading goes on."""

    value: str
    start: int
    end: int
    unit: str
    ci: str
    level: str


def read_claims(text: str) -> tuple[Claim, ...]:
    """Return what a sentence or paragraph reports, in the order printed.

    Parameters
    ----------
    text : str
        As pasted; claims keep the printed form of every number.

    Returns
    -------
    tuple of Claim
    """
    clean = _same_length(text)
    claims: list[Claim] = []
    start = 0
    for end in [*(match.start() for match in _SENTENCE_END.finditer(clean)), len(clean)]:
        for reader in (_hazard_ratios, _p_values, _medians, _landmarks):
            claims.extend(reader(clean, start, end))
        start = end
    return tuple(sorted(claims, key=lambda claim: claim.start))


def propose_values(document: Document, text: str) -> tuple[ReportedValue, ...]:
    """Return the claims of a text as proposals for this document, with new ids.

    Arms are matched in the order in which the text names them. Where it names fewer than
    two, the reference arm comes last, as abstracts print it.
    """
    arm_ids = _arm_order(document, text)
    values: list[ReportedValue] = []
    for claim in read_claims(text):
        value = ReportedValue(
            id=document.new_reported_id(),
            kind=claim.kind,
            text=claim.text,
            ci=claim.ci,
            conf_level=claim.conf_level,
            arm_id=_arm_of(claim, document, arm_ids),
            time=claim.time,
            unit=claim.unit,
            model=claim.model,
            one_sided=claim.one_sided,
            proposed=True,
            sentence=text.strip(),
        )
        document = document.with_reported(value)
        values.append(value)
    return tuple(values)


def _same_length(text: str) -> str:
    """Plain spaces for odd ones and doses masked, every character where it was."""
    plain = re.sub(r"[\s\u200b\u2060\ufeff]", lambda m: "\n" if m[0] == "\n" else " ", text)
    return _DOSE.sub(lambda match: "x" * len(match[0]), plain)


def _arm_order(document: Document, text: str) -> list[str]:
    named = [(text.casefold().find(arm.name.casefold()), arm.id) for arm in document.arms]
    mentioned = [arm_id for place, arm_id in sorted(named) if place >= 0]
    if len(mentioned) >= 2:
        return mentioned
    reference = document.reference_arm
    last = [] if reference is None else [reference.id]
    return [arm.id for arm in document.arms if arm.id not in last] + last


def _arm_of(claim: Claim, document: Document, arm_ids: list[str]) -> str | None:
    if claim.kind in (ReportedKind.HAZARD_RATIO, ReportedKind.P_VALUE):
        reference = document.reference_arm
        others = [arm_id for arm_id in arm_ids if reference and arm_id != reference.id]
        return others[0] if others else None
    if claim.order is None or claim.order >= len(arm_ids):
        return None
    return arm_ids[claim.order]


def _interval(clean: str, at: int) -> tuple[str, str, int]:
    """Text of the interval that follows, its level, and where it ends."""
    for pattern in (_STATED_INTERVAL, _BARE_INTERVAL):
        match = pattern.match(clean, at)
        if match:
            return match["ci"], match.groupdict().get("level") or "", match.end()
    return "", "", at


def _hazard_ratios(clean: str, start: int, end: int) -> Iterator[Claim]:
    for match in _HAZARD_RATIO.finditer(clean, start, end):
        ci, level, _ = _interval(clean, match.end())
        yield Claim(
            ReportedKind.HAZARD_RATIO,
            match["value"],
            match.start("value"),
            ci=ci,
            conf_level=level or match["level"] or "95",
            model=_model(clean[max(start, match.start() - 40) : match.start("value")]),
        )


def _model(words: str) -> Model:
    found = [
        (place.start(), model)
        for pattern, model in (
            (r"\bun-?(?:adjusted|stratified)", Model.UNADJUSTED),
            (r"\badjusted|\baHR|multivaria", Model.ADJUSTED),
            (r"\bstratified|\bsHR", Model.STRATIFIED),
        )
        for place in re.finditer(pattern, words, re.IGNORECASE)
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else Model.UNADJUSTED


def _p_values(clean: str, start: int, end: int) -> Iterator[Claim]:
    for match in _P_VALUE.finditer(clean, start, end):
        around = clean[max(start, match.start() - 30) : min(end, match.end() + 20)]
        operator = "" if match["operator"] == "=" else match["operator"]
        yield Claim(
            ReportedKind.P_VALUE,
            operator + match["value"],
            match.start(),
            model=_model(clean[max(start, match.start() - 40) : match.start()]),
            one_sided=bool(re.search(r"\b(?:one|1)-sided", around, re.IGNORECASE)),
        )


def _medians(clean: str, start: int, end: int) -> Iterator[Claim]:
    for match in _MEDIAN.finditer(clean, start, end):
        kind = ReportedKind.FOLLOW_UP if match["follow_up"] else ReportedKind.MEDIAN
        items = _items(_TIME, clean, match.end(), end, gap=90)
        for order, item in enumerate(items):
            unit = item.unit or next((later.unit for later in items[order:] if later.unit), "")
            claim = Claim(kind, item.value, item.start, ci=item.ci, order=order, unit=unit)
            if kind is ReportedKind.FOLLOW_UP and len(items) == 1:
                claim = replace(claim, order=None)
            yield replace(claim, conf_level=item.level or "95")


def _landmarks(clean: str, start: int, end: int) -> Iterator[Claim]:
    if not _SURVIVAL.search(clean, start, end):
        return
    at = start
    while items := _items(_PERCENT, clean, at, end, gap=end - start):
        at = items[-1].end
        when = _landmark_time(clean, start, items[0].start, at, end)
        for order, item in enumerate(items if when else []):
            time, unit = when
            claim = Claim(ReportedKind.LANDMARK, item.value, item.start, order=order, time=time)
            yield replace(claim, ci=item.ci, unit=unit, conf_level=item.level or "95")


def _landmark_time(clean: str, start: int, first: int, last: int, end: int) -> tuple[str, str]:
    after = re.compile(rf"[^\d.;]{{0,20}}?\bat\s+(?P<time>\d+(?:[.,]\d+)?)[\s-]*{_UNIT}", re.I)
    match = after.match(clean, last, end)
    if match is None:
        before = list(_LANDMARK.finditer(clean, max(start, first - 90), first))
        match = before[-1] if before else None
    return ("", "") if match is None else (match["time"], _UNIT_NAMES[match["unit"][0].lower()])


def _items(pattern: re.Pattern[str], clean: str, at: int, end: int, *, gap: int) -> list[_Item]:
    """Values in a row, "18.4 vs 12.1 months": the first within ``gap``, then joined ones."""
    items: list[_Item] = []
    while match := pattern.search(clean, at, min(end, at + gap)):
        between = clean[at : match.start()]
        if re.search(r";|\bHR\b|hazard|\bmedian|P\s*[=<>]", between, re.IGNORECASE):
            break
        if items and not _JOIN.search(between):
            break
        unit = match.groupdict().get("unit") or ""
        ci, level, after = _interval(clean, match.end())
        name = _UNIT_NAMES[unit[0].lower()] if unit else ""
        items.append(_Item(match["value"], match.start(), after, name, ci, level))
        at, gap = after, 60
    return items
