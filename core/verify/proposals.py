"""Claims of a pasted text as proposals for a document's reported values."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from ..model.document import Document, Model, ReportedKind, ReportedValue
from .claims import Claim, ClaimKind
from .text.doubts import NO_ARM, NO_ENDPOINT, NO_PAIR
from .text.lexicon import is_time_to_event
from .text.reader import read_claims

_KINDS: Final = {
    ClaimKind.MEDIAN: ReportedKind.MEDIAN,
    ClaimKind.HAZARD_RATIO: ReportedKind.HAZARD_RATIO,
    ClaimKind.P_VALUE: ReportedKind.P_VALUE,
    ClaimKind.LANDMARK: ReportedKind.LANDMARK,
    ClaimKind.N: ReportedKind.N,
    ClaimKind.EVENTS: ReportedKind.N_EVENTS,
    ClaimKind.FOLLOW_UP: ReportedKind.FOLLOW_UP,
    ClaimKind.RMST: ReportedKind.RMST,
}
_PAIRED: Final = (ReportedKind.HAZARD_RATIO, ReportedKind.P_VALUE)
_OF_SURVIVAL: Final = (ClaimKind.P_VALUE, ClaimKind.HAZARD_RATIO)
_ONE_AN_ARM: Final = (ReportedKind.MEDIAN, ReportedKind.LANDMARK)
ANY: Final = "survival"
_SAME_PEOPLE: Final = (("male", "males", "men"), ("female", "females", "women"))
# The figure tells its endpoint, and the order of its arms those that a sentence leaves out.
_TOLD_BY_FIGURE: Final = (NO_ARM, NO_ENDPOINT, NO_PAIR)
_OWN_ENDPOINT: Final = (ClaimKind.N, ClaimKind.FOLLOW_UP)


def propose_claims(document: Document, text: str) -> tuple[ReportedValue, ...]:
    """Return what a text reports as proposals for this document, with new ids.

    Only claims about everyone and, where the document names its endpoint and
    the text speaks of it, about that endpoint. An arm of the text is matched by
    its name, else by its place: the arm named first is the first that is not
    the reference.

    Parameters
    ----------
    document : Document
    text : str
        A sentence, an abstract, a section.

    Returns
    -------
    tuple of ReportedValue
        Each marked as proposed, with its sentence; repetitions once.
    """
    names = [arm.name for arm in document.arms]
    chosen = document.reference_arm if document.reference_arm_id else None
    about = document.endpoint or ANY
    read = read_claims(
        _as_sentence(text),
        arm_names=[*names, *_also_called(names)],
        reference=chosen.name if chosen else "",
        endpoint=about,
    )
    values = _values_of(document, read)
    return _with_ids(document, (replace(value, proposed=True) for value in values))


def report_claims(document: Document, claims: Sequence[Claim]) -> tuple[ReportedValue, ...]:
    """Return what accepted claims report of this document's figure, with new ids.

    Only what the document does not report yet: a value of the same measure, arms and
    time that is there already stays as it was typed. A claim whose arm is no name of the
    document's arms is matched by its place and so remains a proposal.

    Parameters
    ----------
    document : Document
    claims : sequence of Claim
        As accepted; those of another endpoint or of a subgroup give nothing.

    Returns
    -------
    tuple of ReportedValue
    """
    if not document.arms:
        return ()
    reported = {_slot(document, value) for value in document.reported if value.text.strip()}
    names = {name for claim in claims for name in (claim.arm, claim.comparator)} - {"", "total"}
    unsure = any(not _by_name(document, name, set()) for name in names) or not names
    values = (
        replace(value, proposed=unsure)
        for value in _values_of(document, claims)
        if _slot(document, value) not in reported
    )
    return _with_ids(document, values)


def _slot(document: Document, value: ReportedValue) -> tuple[object, ...]:
    """Return what a value is about; two values of one slot report the same thing."""
    arms: object = value.arm_id
    if value.kind in _PAIRED:
        reference = document.reference_arm
        other = value.comparator_id or (reference.id if reference else None)
        arms = frozenset({value.arm_id, other})
    return value.kind, arms, value.time.strip()


def _values_of(document: Document, read: Sequence[Claim]) -> tuple[ReportedValue, ...]:
    """Return the values of claims about everyone and this document's endpoint, once each."""
    claims = [claim for claim in read if claim.kind in _KINDS and not claim.population]
    claims = _of_endpoint(claims, document.endpoint)
    arms = _matched(document, claims)
    values: dict[ReportedValue, None] = {}
    for index, claim in enumerate(claims):
        for value in _values(claim, arms, _place_in_list(claims, index), document):
            values.setdefault(value)
    return tuple(_one_an_arm(values, document))


def _with_ids(document: Document, values: Iterable[ReportedValue]) -> tuple[ReportedValue, ...]:
    made = []
    for value in values:
        value = replace(value, id=document.new_reported_id())
        document = document.with_reported(value)
        made.append(value)
    return tuple(made)


def _one_an_arm(values: Iterable[ReportedValue], document: Document) -> Iterator[ReportedValue]:
    """Give a second value of one measure to the other arm; to none where there are more."""
    told: dict[tuple[ReportedKind, str, str | None], str] = {}
    for value in values:
        key = (value.kind, value.time, value.arm_id)
        if value.kind in _ONE_AN_ARM and told.setdefault(key, value.text) != value.text:
            rest = [a.id for a in document.arms if (value.kind, value.time, a.id) not in told]
            value = replace(value, arm_id=rest[0] if len(rest) == 1 else None)
            told[value.kind, value.time, value.arm_id] = value.text
        yield value


def _as_sentence(text: str) -> str:
    """Close a pasted fragment: what stands open is taken for a heading or the row of a table."""
    text = text.rstrip()
    return text if not text or text.endswith((".", "!", "?", ":", ";", "。")) else f"{text}."


def _is_survival(claim: Claim, endpoint: str) -> bool:
    return is_time_to_event(claim.endpoint) or claim.endpoint in ("", endpoint)


def _of_endpoint(claims: list[Claim], endpoint: str) -> list[Claim]:
    """Keep the claims of one endpoint, all where the text has none of it."""
    short = "".join(re.findall(r"[a-z]", endpoint.casefold()))
    names = {claim.endpoint for claim in claims if claim.endpoint}
    claims = [c for c in claims if c.kind not in _OF_SURVIVAL or _is_survival(c, endpoint)]
    wanted = {
        name
        for name in names
        if short and (name.casefold() == short or _initials(endpoint) == name.casefold())
    }
    if not wanted:
        return claims
    return [c for c in claims if c.endpoint in wanted or c.kind in _OWN_ENDPOINT]


def _initials(words: str) -> str:
    return "".join(word[0] for word in re.findall(r"[a-z]+", words.casefold()))


def _matched(document: Document, claims: list[Claim]) -> dict[str, str]:
    """Return the document's arm for each arm named in the text."""
    named: list[str] = []
    for claim in claims:
        for name in (claim.arm, claim.comparator):
            if name and name != "total" and name not in named:
                named.append(name)
    found: dict[str, str] = {}
    for name in named:
        arm_id = _by_name(document, name, set(found.values()))
        if arm_id:
            found[name] = arm_id
    free = [arm_id for arm_id in _order(document) if arm_id not in found.values()]
    for name in named:
        if name not in found and free and len(named) <= len(document.arms):
            found[name] = free.pop(0)
    return found


def _by_name(document: Document, name: str, taken: set[str]) -> str:
    words = _words(name)
    best, score = "", 0.0
    for arm in document.arms:
        theirs = _words(arm.name)
        shared = len(words & theirs) / max(len(words | theirs), 1)
        if arm.id not in taken and shared > score:
            best, score = arm.id, shared
    return best if score >= 0.3 else ""


def _words(name: str) -> set[str]:
    words = set(re.findall(r"[^\W_]+", name.casefold()))
    for one, *others in _SAME_PEOPLE:
        if words & {one, *others}:
            words = words - set(others) | {one}
    return words - {"arm", "group", "mg", "plus", "alone"}


def _also_called(names: Iterable[str]) -> list[str]:
    """Return what else a text may call arms that are men and women."""
    known = {name.casefold() for name in names}
    groups = (group for group in _SAME_PEOPLE if known & set(group))
    return [word for group in groups for word in group if word not in known]


def _order(document: Document) -> list[str]:
    """Return the arms as abstracts name them: the reference last."""
    reference = document.reference_arm
    last = [] if reference is None else [reference.id]
    return [arm.id for arm in document.arms if arm.id not in last] + last


def _place_in_list(claims: list[Claim], index: int) -> int:
    """Return how many claims of the same measure without an arm come before."""
    claim = claims[index]
    same = (claim.kind, claim.endpoint, claim.time)
    return sum(
        not other.arm and (other.kind, other.endpoint, other.time) == same
        for other in claims[:index]
    )


def _values(
    claim: Claim, arms: dict[str, str], place: int, document: Document
) -> Iterator[ReportedValue]:
    kind = _KINDS[claim.kind]
    if kind is ReportedKind.RMST and claim.comparator:
        return  # a difference of two means is no value of one arm
    order = _order(document)
    arm_id = arms.get(claim.arm)
    if arm_id is None and claim.arm != "total" and kind is not ReportedKind.FOLLOW_UP:
        unnamed = place if kind not in _PAIRED else 0
        arm_id = order[unnamed] if not claim.arm and unnamed < len(order) else None
        if arm_id is None:
            return
    value = ReportedValue(
        id="",
        kind=kind,
        text=_text(claim),
        ci=f"{claim.ci_low}-{claim.ci_high}" if claim.ci_low else "",
        conf_level=f"{claim.ci_level:g}",
        arm_id=arm_id,
        comparator_id=arms.get(claim.comparator) if kind in _PAIRED else None,
        time=claim.time,
        unit=claim.unit or claim.time_unit,
        model=_model(claim),
        one_sided=claim.one_sided,
        proposed=True,
        sentence=claim.sentence,
        doubt="" if claim.doubt in _TOLD_BY_FIGURE else claim.doubt,
    )
    if kind in _PAIRED and len(document.arms) == 1:
        value = replace(value, arm_id=None)  # one arm is compared with nobody yet
    if value.comparator_id == value.arm_id:
        value = replace(value, comparator_id=None)
    yield value
    if kind is ReportedKind.HAZARD_RATIO and claim.p_value:
        yield replace(value, kind=ReportedKind.P_VALUE, text=_p_text(claim), ci="", conf_level="95")


def _text(claim: Claim) -> str:
    if claim.kind is ClaimKind.N:
        return claim.n
    if claim.kind is ClaimKind.EVENTS:
        return claim.x
    if claim.kind is ClaimKind.P_VALUE:
        return _p_text(claim)
    if claim.not_reached:
        return "not reached"
    return f"{claim.value} %" if claim.kind is ClaimKind.LANDMARK else claim.value


def _p_text(claim: Claim) -> str:
    return ("" if claim.p_operator == "=" else claim.p_operator) + claim.p_value


def _model(claim: Claim) -> Model:
    if claim.adjusted:
        return Model.ADJUSTED
    return Model.STRATIFIED if claim.stratified else Model.UNADJUSTED
