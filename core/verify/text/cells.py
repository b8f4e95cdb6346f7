"""Cells of pasted tables: what a label says its numbers are, and the values of a cell."""

import re
from dataclasses import dataclass, replace
from typing import Final

from ..claims import Claim, ClaimKind
from .lexicon import (
    CI_WORD,
    ENDPOINT,
    NOT_REACHED,
    NUMBER,
    RATES,
    RATIO,
    UNIT,
    count,
    endpoint_of,
    is_time_to_event,
    printed,
    unit_name,
)
from .number import limit_of
from .outcomes import outcomes_in
from .pairs import SIDED, STRATIFIED
from .scene import ADJUSTED

_NONE: Final = rf"{NOT_REACHED}|(?-i:\bN/?[AC]\b)|∞|n\.\s?[abe]\."
_ITEM: Final = (
    rf"(?:\b[as]?HR\s*[=:]?\s*|\bP\s*(?=[<>≤≥=]))?(?P<operator>[<>≤≥]=?|=)?\s*(?P<value>{NUMBER}|{_NONE})\s*%?"
    rf"(?:\s*/\s*(?P<n>\d+))?\s*(?P<cell_unit>{UNIT})?"
    r"\s*(?:[(\[]\s*(?P<inner>[^()\[\]]*?)\s*%?\s*[)\]])?[*†‡§]?"
)
_VALUE: Final = re.compile(rf"^(?:HR\s*[=:]?\s*|{RATIO}\s*[=:]?\s*)?{_ITEM}[a-d]?$", re.I)
_ITEMS: Final = re.compile(rf"\s*[;,]?\s*{_ITEM}(?=\s*(?:$|[;,]|\s[\dP<NnP]))", re.IGNORECASE)
_LIMITS: Final = (
    rf"(?P<low>{NUMBER}|{_NONE}|-)\s*%?(?:\s*(?:-|,(?=\s|\d*\.\d|-|[A-Z])|;|~)\s*|\s+(?:to|bis|à|a)\s+)"
    rf"(?P<high>{NUMBER}|{_NONE}|-)"
)
_BOUNDS: Final = re.compile(
    rf"^(?:(?:{NUMBER}\s*%\s*-?\s*)?{CI_WORD}[\s:,;=]*)?{_LIMITS}\s*%?$", re.IGNORECASE
)
_ONLY_LIMITS: Final = re.compile(rf"^[(\[]?\s*{_LIMITS}\s*%?\s*[)\]]?$", re.IGNORECASE)
_LEVEL: Final = re.compile(
    rf"(?P<level>\d{{2}}(?:[.,]\d+)?)\s*-?\s*%\s*-?\s*{CI_WORD}", re.IGNORECASE
)
_LIMITS_HEAD: Final = re.compile(
    rf"^\W*(?:\d{{2}}(?:[.,]\d+)?\s*-?\s*%\s*-?\s*)?{CI_WORD}\W*$", re.I
)
_TIME: Final = re.compile(
    rf"(?<![\d.])(?P<time>\d+(?:\.\d+)?)[\s-]*(?P<unit>{UNIT})", re.IGNORECASE
)
_LABEL_UNIT: Final = re.compile(
    rf"(?:[,(;\])]|\s[-—]|\bin\b)\s*(?P<unit>{UNIT}|月)(?![\w%])", re.IGNORECASE
)
_ONLY_UNIT: Final = re.compile(rf"^\W*{UNIT}\W*$", re.IGNORECASE)
_P: Final = re.compile(
    r"^\W*(?:(?:one|two|1|2)[\s-]sided\s+|stratified\s+|nominal\s+)*"
    r"(?:P(?:[\s-]*(?:values?[a-e]?|Wert))?|valeur\s+(?:de\s+)?p|valor\s+(?:de\s+)?p|p値)"
    r"(?:\s*[(\[][^()\[\]]*[)\]])?\W*$|log[\s-]*rank",
    re.IGNORECASE,
)
_EVENTS: Final = re.compile(
    r"\bevents?\b|\bdeaths?\b|\bdied\b|Ereignis|\bévénements?|\beventos?\b|\bdécès\b|\bmuertes\b"
    r"|progression\s+or\s+death|recurrence\s+or\s+death|イベント"
    r"|\bmortality\b(?=.*[,(\s](?:n|no\.?)\s*(?:[(]\s*%|$))",
    re.IGNORECASE,
)
_COUNT: Final = re.compile(
    r"^\W*(?:N|(?:No\.?|Number)(?:\s+of\s+(?:patients|pts))?|Patients?|Pts|Participants)\W*$", re.I
)
_SORT: Final = re.compile(
    r"\W*(?:very\s+good\s+|unconfirmed\s+)?(?:partial|minor|mixed)\s+(?:metabolic\s+)?(?:responses?|remissions?)",
    re.I,
)
_COUNTED: Final = re.compile(r"\b(?:n|no\.?|number)(?!\w)", re.IGNORECASE)
_SHARED_BOUNDS: Final = re.compile(rf"^(?P<share>{NUMBER})\s*%?\s*[;,]\s+(?P<rest>.+)$")
_RESPONSE: Final = re.compile(r"\brespon(?:se|ders)|\bbenefit\b", re.IGNORECASE)
_APART: Final = re.compile(r"[,;]\s+(?![^(\[]*[)\]])|\n")


_NOTE: Final = re.compile(r"[(\[][^()\[\]]*[)\]]|[*†‡§]|-+\s*(?:no|n)\.?\s*$")
_COUNT_WORDS: Final = re.compile(
    r"\b(?:no\.?|number|n|patients?|with|events?|of|an?|the|total|any|rate)(?!\w)|\bat\s+(?:week|month|day|year)\s+\d+|%|/yr",
    re.IGNORECASE,
)
_WHEN: Final = re.compile(r"\s+(?:at|by)\s+(?:week|month|year|day)\s+\d+$", re.IGNORECASE)
_ANY_DEATH: Final = re.compile(
    r"(?:all[\s-]cause\s+)?(?:deaths?|died|mortality)(?:\s+from\s+(?:any\s+)?causes?)?|(?:décès|muertes|Todesfälle)",
    re.IGNORECASE,
)
_DEATH: Final = re.compile(r"death|died|mortality", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measure:
    """What a row or a column holds; ``is_limits`` for a column of intervals alone."""

    kind: ClaimKind
    endpoint: str = ""
    unit: str = ""
    time: str = ""
    time_unit: str = ""
    level: float = 95.0
    arm: str = ""
    adjusted: bool = False
    stratified: bool = False
    one_sided: bool = False
    is_limits: bool = False
    is_count: bool = False


def measures_in(label: str, endpoint: str = "") -> tuple[Measure, ...]:
    """Return what a label says its numbers are: several for "Median, mo; events, n (%)"."""
    if _LIMITS_HEAD.match(label):
        level = _LEVEL.search(label)
        stated = float(printed(level["level"])) if level else 95.0
        return (Measure(ClaimKind.HAZARD_RATIO, level=stated, is_limits=True),)
    parts = [part for part in _APART.split(label) if part and part.strip()]
    several = [_measure(part, endpoint) for part in parts]
    kinds = {one.kind for one in several if one is not None} - {ClaimKind.N}
    if len(parts) > 1 and None not in several and len(kinds) == len(parts):
        return tuple(one for one in several if one is not None)
    one = _measure(label, endpoint)
    return () if one is None else (one,)


def endpoint_in(label: str) -> str:
    """Return the endpoint a label names, "" for none."""
    match = ENDPOINT.search(label)
    return endpoint_of(match).replace("survival", "OS") if match else ""


def _measure(label: str, endpoint: str = "") -> Measure | None:
    """Return what a label says its numbers are, None where it says nothing known."""
    if _ONLY_UNIT.match(label):
        return None
    name = endpoint_in(label) or endpoint
    level = _LEVEL.search(label)
    rest = {"endpoint": name, "level": float(printed(level["level"])) if level else 95.0}
    if re.search(RATIO, label, re.IGNORECASE):
        return Measure(
            ClaimKind.HAZARD_RATIO,
            adjusted=bool(ADJUSTED.search(label)),
            stratified=bool(STRATIFIED.search(label)),
            **rest,  # type: ignore[arg-type]
        )
    if _P.search(label):
        return Measure(ClaimKind.P_VALUE, endpoint=name, one_sided=bool(SIDED.search(label)))
    if _COUNT.match(label) and "%" not in label:
        return Measure(ClaimKind.N)
    if _EVENTS.search(label) and not re.search(r"\bmedian\b|free", label, re.IGNORECASE):
        return Measure(ClaimKind.EVENTS, endpoint=outcome_of(label) or name)
    return _survival(label, name, rest)


def outcome_of(label: str) -> str:
    """Return the endpoint whose events a label counts; a composite goes by its own words."""
    words = _COUNT_WORDS.sub("", _NOTE.sub("", label)).strip(" ,;:-")
    words = _WHEN.sub("", words)
    if _ANY_DEATH.fullmatch(words):
        return "OS"
    happened = [outcome for _, outcome in outcomes_in(words)]
    if happened and happened[0] != "OS":
        return happened[0]
    return words if _DEATH.search(words) and not endpoint_in(words) else ""


def _survival(label: str, name: str, rest: dict[str, object]) -> Measure | None:
    time, unit = _TIME.search(label), _LABEL_UNIT.search(label)
    unlevelled = re.sub(rf"{NUMBER}\s*-?\s*%\s*-?\s*{CI_WORD}", "", label)
    is_share = "%" in unlevelled or "rate" in label.lower()
    is_median = bool(re.search(r"\bmedian|médiane|\bmediana|中央値", label, re.IGNORECASE))
    if name in RATES or (_RESPONSE.search(label) and not is_time_to_event(name)):
        sort = _SORT.match(label)
        own = sort.group().lower() if sort else name if name in RATES else "ORR"
        is_count = bool(_COUNTED.search(label))
        return Measure(ClaimKind.RESPONSE, endpoint=own, is_count=is_count)
    if time and (is_share or is_time_to_event(name)) and not is_median:
        when = {"time": printed(time["time"]), "time_unit": unit_name(time["unit"])}
        return Measure(ClaimKind.LANDMARK, **rest, **when)  # type: ignore[arg-type]
    if unit and (is_time_to_event(name) or is_median):
        return Measure(ClaimKind.MEDIAN, unit=unit_name(unit["unit"]), **rest)  # type: ignore[arg-type]
    if is_median and is_time_to_event(name):
        return Measure(ClaimKind.MEDIAN, **rest)  # type: ignore[arg-type]
    return None


def values_of(text: str, measures: tuple[Measure, ...]) -> list["re.Match[str]"]:
    """Return the values of a cell, as many as its measures, or a ratio with its P; else []."""
    whole = _VALUE.match(text)
    if whole is not None and (len(measures) == 1 or not text.strip()):
        return [whole]
    items = [*_ITEMS.finditer(text)]
    if not items or "".join(one.group() for one in items).strip() != text.strip():
        return []
    ratio = len(measures) == 1 and measures[0].kind is ClaimKind.HAZARD_RATIO
    return items if len(items) == len(measures) or (ratio and len(items) == 2) else []


def is_value(text: str) -> bool:
    """Whether a cell holds a number, an interval or "not reached"."""
    return bool(_VALUE.match(text) or _ONLY_LIMITS.match(text)) or (
        bool(re.match(r"\W*\d", text)) and bool(_ITEMS.match(text))
    )


def limits_of(text: str) -> tuple[str, str] | None:
    """Return the limits a cell of limits alone holds, None for anything else."""
    match = _ONLY_LIMITS.match(text)
    return None if match is None else (limit_of(match["low"]), limit_of(match["high"]))


def filled(claim: Claim, measure: Measure, match: "re.Match[str]") -> Claim | None:
    """Return the claim with the value of a cell, None where it is none of that kind."""
    value, inner = match["value"], (match["inner"] or "").strip()
    is_number = bool(re.fullmatch(NUMBER, value))
    kind = measure.kind
    if kind is ClaimKind.N:
        return replace(claim, n=count(value)) if count(value) else None
    if kind is ClaimKind.P_VALUE:
        if not is_number or inner:
            return None
        sided = measure.one_sided
        return replace(
            claim, p_operator=match["operator"] or "=", p_value=printed(value), one_sided=sided
        )
    shared = _SHARED_BOUNDS.match(inner)
    both = _BOUNDS.match(shared["rest"]) if shared else None
    if shared and both and kind in (ClaimKind.EVENTS, ClaimKind.RESPONSE) and is_number:
        limits = (limit_of(both["low"]), limit_of(both["high"]))
        claim = replace(claim, ci_low=limits[0], ci_high=limits[1])
        return replace(claim, x=count(value), value=printed(shared["share"]))
    bounds = _BOUNDS.match(inner)
    if bounds:
        claim = replace(claim, ci_low=limit_of(bounds["low"]), ci_high=limit_of(bounds["high"]))
    if kind in (ClaimKind.EVENTS, ClaimKind.RESPONSE) and not bounds and is_number:
        share = printed(inner) if re.fullmatch(NUMBER, inner) else ""
        is_share = "%" in match.group() and not share
        if share or match["n"] or kind is ClaimKind.EVENTS or (measure.is_count and not is_share):
            return replace(claim, x=count(value), n=match["n"] or "", value=share)
    if kind is ClaimKind.HAZARD_RATIO:
        if not is_number or inner.casefold().startswith("ref"):
            return None
        claim = replace(claim, adjusted=measure.adjusted, stratified=measure.stratified)
    claim = replace(claim, value=printed(value)) if is_number else replace(claim, not_reached=True)
    unit = measure.unit
    if kind is ClaimKind.MEDIAN and not unit and match["cell_unit"]:
        unit = unit_name(match["cell_unit"])
    return replace(claim, unit=unit, time=measure.time, time_unit=measure.time_unit)
