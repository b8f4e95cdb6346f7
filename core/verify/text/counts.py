"""Sizes of arms and numbers of events in a sentence."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Final

from ..claims import Claim, ClaimKind
from .lexicon import NUMBER, NUMBER_WORD, count, led_by
from .people import choice_around
from .scene import Scene
from .totals import ENROLLED, PEOPLE, totals_in, wholes_in
from .without import OR_WITHOUT

REACH: Final = 200  # characters before an arm in which its count is looked for
_OF_WHOLE: Final = re.compile(
    rf"\b(?:Among|Of|From|Von|Parmi|Sur|De|Se\s+incluyeron|Eingeschlossen\s+wurden)\s+(?:the\s+|a\s+total\s+of\s+|los\s+|les\s+)?(?P<n>{NUMBER})\s+"
    rf"(?:[\w-]+\s+){{0,3}}?{PEOPLE}",
    re.IGNORECASE,
)
_PART_OF: Final = re.compile(
    rf"(?<![\w.,])(?P<n>\d{{1,3}}(?:,\d{{3}})+|\d+)\s+(?:\([^()]*%\)\s+)?(?:{PEOPLE}\s+)?(?:[^\W\d]+\s+){{0,4}}$"
)
_AMONG: Final = re.compile(
    rf"\bAmong\s+(?:these|the|all)\s+{PEOPLE},?\s+(?P<n>{NUMBER})\s+had\s+"
    r"(?P<what>[\w+/-]+(?:\s[\w+/-]+){0,3}?)\s+(?:disease|tumou?rs?|cancers?|status)",
    re.IGNORECASE,
)
_LABEL_SIZE: Final = re.compile(rf"\s*:\s*(?P<n>{NUMBER})(?![\w.,]*\s*(?:%|months|years|of\s+\d))")
_GROUP_SIZE: Final = re.compile(
    rf"^\W*(?P<what>[A-Z][a-z]+[\w-]*)\s+{PEOPLE}\s*:\s*(?P<n>{NUMBER})(?!\s*[%-])"
)
_BRACKETED: Final = re.compile(rf"\s*(?:arm|group)?\s*[(\[](?P<n>{NUMBER})\s+{PEOPLE}[)\]]", re.I)
# "198 on 12 months of imatinib (12-month group)", "Of the 261 patients assigned to A"
_DEFINING: Final = re.compile(
    rf"(?:^|[,;:\[(]|\band)\s*(?P<n>{NUMBER})\s+(?:{PEOPLE}\s+)?(?:were\s+)?(?:randomly\s+)?(?:(?:assigned|allocated|randomi[sz]ed)\s+)?"
    r"(?:on|to|in|received?|with)\s+[^.;()]{2,90}\((?:the\s+)?$"
)
_CLOSING: Final = re.compile(r"(?:[\s-]+(?:group|arm))?\)")
_RECEIVED: Final = re.compile(
    rf"(?<![\w.,/:])(?P<n>{NUMBER}|{NUMBER_WORD})\s+(?:{PEOPLE}\s+)?(?:(?:had\s+)?(?:received|undergone|underwent)|were\s+(?:allocated|assigned|given)|recibieron|erhielten|ont\s+reçu|recevant|recibiendo|traité(?:e?s)?\s+(?:par|avec)|tratad[oa]s\s+con)\s+(?:the\s+|le\s+|(?:de\s+)?la\s+|du\s+|l'|eine[nr]?\s+|une?\s+|una\s+)?$"
    rf"|\b(?:erhielten|recibieron)\s+(?P<first>{NUMBER})\s+(?:eine[nr]?\s+|una\s+|la\s+|el\s+)?$"
)
_AND_SIZE: Final = re.compile(
    rf"\s+(?:and|y|und|et)\s+(?P<n>{NUMBER})\s+(?:received\s+|underwent\s+|par\s+|avec\s+|con\s+)?(?:the\s+|le\s+|(?:de\s+)?la\s+|du\s+|l'|eine[nr]?\s+|une?\s+|una\s+)?"
)
_ANY: Final = re.compile("")
_OF_THOSE_IN: Final = re.compile(
    rf"\b(?:(?:Of|Among)\s+(?:the\s+)?|of\s+the\s+(?=[\d,]+\s+\w+\s+(?:assign|alloc|random)))(?P<n>{NUMBER})\s+{PEOPLE}\s+(?:who\s+(?:were\s+)?)?(?:randomly\s+)?"
    r"(?:(?:assigned|allocated|randomi[sz]ed)\s+to(?:\s+receive)?|who\s+received|receiving|in|treated\s+with)\s+(?:the\s+)?$"
)
# "after matching, 1,902 patients treated with A were compared with 1,902 treated with B"
_TREATED: Final = re.compile(
    rf"(?<![\w.,/:])(?P<n>{NUMBER})\s+(?:(?:[\w-]+\s+){{0,4}}?{PEOPLE}\s+)?(?:who\s+(?:were\s+)?)?(?:treated\s+with|receiving|received|undergoing|underwent|given|initiat(?:ed|ing)|start(?:ed|ing))\s+(?:the\s+|an?\s+)?$"
)
# "463 patients were randomised (arm A 232; arm B 231)"
_LISTED_SIZE: Final = re.compile(
    rf"\s*[:=,;]?\s*(?P<n>{NUMBER})(?:\s+{PEOPLE})?(?=\s*[;,)]|\s+and\b|\s*[(\[]\d[\d.]*\s*%[)\]])",
    re.IGNORECASE,
)
# "(520 to receive A, 515 B)"
_LEADING_SIZE: Final = re.compile(rf"[(,;]\s*(?:and\s+)?(?P<n>{NUMBER})\s+$")
_LISTED_END: Final = re.compile(r"\s*[,;)]")
_JAPANESE_SIZE: Final = re.compile(rf"\s*群?\s*[()は]?\s*(?P<n>{NUMBER})\s*例(?!中)")
_JAPANESE_ASSIGNING: Final = re.compile(
    r"登録|症例数|適格|解析|ランダム|無作為|割り?付|組み?入れ|対象|比較"
)
# "either A orally at a dose of 160 mg once daily (N = 800)"
_DOSE_LEAD: Final = re.compile(
    r"^\s+(?!with\b)(?:(?!(?:patients|women|men|cohort|population|subgroup|had|who|died|events|and|or|plus)\b)[\w/.-]+\s+){1,10}\(\s*$"
)
# "A 200 mg every 3 weeks with gemcitabine and cisplatin (n=333)"
_WITH_LEAD: Final = re.compile(
    r"^\s+(?:[\w/.-]+\s+){0,6}(?:with|plus|and)\s+(?:[\w/.-]+\s+){1,5}\(\s*$"
)
# "(n=294 A; n=290 B)"
_SIZE_FIRST: Final = re.compile(r"[(;,]\s*$")
_SIZE_LEAD: Final = re.compile(
    r"^\s*(?:arm|group|patients|treatment|therapy|群)?\s*[(\[;,:]?\s*$", re.I
)
_SET_LEAD: Final = re.compile(rf"(?:cohort|population|{PEOPLE}|samples?|set)\s*[(\[]\s*$", re.I)
_ALL_LEAD: Final = re.compile(rf"\b{ENROLLED}\s*[:,(]\s*$", re.IGNORECASE)
_TWO_SIZES: Final = re.compile(
    rf"(?<![\w.,/])(?P<n>\d+)\s+and\s+(?P<other>\d+)\s+{PEOPLE}\s+(?:were\s+)?(?:randomly\s+)?"
    r"(?:assigned|allocated|randomi[sz]ed)\s+to\s+(?:receive\s+)?(?:the\s+)?",
    re.IGNORECASE,
)
_ASSIGNED: Final = re.compile(
    r"(?:(?<=total of )|(?<!of )(?<!of the )(?<!of all )(?<![\w.,/:]))"
    rf"(?P<n>{NUMBER})\s+(?:{PEOPLE}\s+)?(?:were\s+|had\s+been\s+)?"
    r"(?:randomly\s+|fueron\s+|wurden\s+|ont\s+été\s+)?(?:(?:assigned|allocated|randomi[sz]ed|asignad[oa]s|aleatorizad[oa]s|randomisé(?:e?s)?|zugeteilt)\s+)?(?:to\s+(?:(?:receive|continue|undergo|start|have|take|get)\s+)?"
    r"|in\s+(?:the\s+)?"
    r"|in\s+(?:den|die|das)\s+|al?\s+(?:la\s+)?(?:(?:grupo|brazo|rama)\s+(?:de\s+)?)?|zu[mr]?\s+|au\s+(?:(?:bras|groupe)\s+)?|en\s+el\s+(?:grupo\s+)?(?:de\s+)?"
    r"|dans\s+le\s+(?:(?:bras|groupe)\s+)?|im\s+)"
    r"(?:the\s+|either\s+)?$",
    re.IGNORECASE,
)
_ASSIGNING: Final = re.compile(rf"\b{ENROLLED}\b", re.IGNORECASE)
_OR_TO: Final = re.compile(r"(?:[^.;()\d]|\([^()]*\)){0,90}?\bor\s+(?:to\b|[\w-]+)")
# "assigned to A (CRT; 598 men)": the number before the arm is of more than the arm
_SIZED_BEHIND: Final = re.compile(
    rf"(?:[\s-]+(?:arm|group))?\s*[(\[](?:[^()\[\]%]{{0,30}}?[\s=])?\d[\d,]*(?:\s+{PEOPLE})?\s*[)\]]",
    re.IGNORECASE,
)
_BEEN: Final = re.compile(r"\b(?:had|have)\s+been\b")
_HAPPENED: Final = re.compile(
    r"\b(?:events?(?!-free)|deaths?|died|discontinu\w+|withdr\w+|experienced|had|progress(?:ed|ions?)(?!-free)|"
    r"censored|respon\w+|treated|crossed)\b",
    re.IGNORECASE,
)


def claim_at(scene: Scene, kind: ClaimKind, start: int, end: int, **fields: object) -> Claim:
    """Return a claim standing at this stretch of the sentence."""
    claim = Claim(kind, span=(start, end), sentence=scene.text)
    return replace(claim, **fields)  # type: ignore[arg-type]


def sizes_of(scene: Scene) -> Iterator[Claim]:
    """Yield the sizes of arms, subgroups and the trial, each once."""
    told: set[tuple[int, int]] = set()
    for claim in _all_sizes(scene):
        if claim.span not in told:
            told.add(claim.span)
            yield claim


def _all_sizes(scene: Scene) -> Iterator[Claim]:
    text = scene.text
    two = _TWO_SIZES.search(text)
    totals = {
        span: n
        for span, n in totals_in(text).items()
        if two is None or not two.start() <= span[0] < two.end()
    }
    assigned, defined = [*_assigned_sizes(scene)], [*_defined_sizes(scene)]
    of_arms = {claim.span for claim in (*assigned, *defined) if claim.arm != "total"}
    for span, n in totals.items():
        if span in of_arms:
            continue
        yield _size(scene, *span, "total", count(n), "")
    yield from _totals_shared_out(scene, list(totals))
    among = _AMONG.search(text)
    if among:
        yield _size(scene, *among.span("n"), "total", count(among["n"]), among["what"])
    group = _GROUP_SIZE.match(text)
    if group and not scene.endpoints:
        yield _size(scene, *group.span("n"), "total", count(group["n"]), group["what"].lower())
    yield from _with_sizes(scene)
    yield from _labelled_sizes(scene)
    yield from _bracketed_sizes(scene)
    yield from defined
    yield from assigned
    yield from _shared_out(scene)


def _totals_shared_out(scene: Scene, told: list[tuple[int, int]]) -> Iterator[Claim]:
    """Yield wholes that only what is done with them tells, none of those told already."""
    for span, n in wholes_in(scene.text):
        if not any(_touch(span, one) for one in told):
            yield _size(scene, *span, "total", count(n), "")


def _shared_out(scene: Scene) -> Iterator[Claim]:
    """Yield "Of 260 patients, 131 received A and 129 received B" where the parts add up."""
    two = _TWO_SIZES.search(scene.text)
    named = list(
        dict.fromkeys(one.name for one in scene.mentions if two and one.start >= two.end())
    )
    if two and len(named) == 2:
        yield _size(scene, *two.span("n"), named[0], two["n"], "")
        yield _size(scene, *two.span("other"), named[1], two["other"], "")
    whole = _OF_WHOLE.search(scene.text)
    if whole is None:
        return
    parts: dict[str, re.Match[str]] = {}
    for one in scene.mentions:
        match = _PART_OF.search(scene.text, whole.end(), one.start)
        if match and match.end() == one.start and not scene.text[: match.start()].endswith("of "):
            parts.setdefault(one.name, match)
    total = count(whole["n"])
    if len(parts) < 2 or sum(int(count(part["n"])) for part in parts.values()) != int(total or 0):
        return
    yield _size(scene, *whole.span("n"), "total", total, "")
    for name, part in parts.items():
        yield _size(scene, *part.span("n"), name, count(part["n"]), "")


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _size(scene: Scene, start: int, end: int, arm: str, n: str, population: str) -> Claim:
    return claim_at(scene, ClaimKind.N, start, end, arm=arm, n=n, population=population)


def _with_sizes(scene: Scene) -> Iterator[Claim]:
    """Yield the sizes of "with (286 patients) or without (283 patients) A"."""
    for match in OR_WITHOUT.finditer(scene.text):
        own = next((m.name for m in scene.mentions if m.start == match.start("name")), "")
        rest = [name for name in scene.arms.order() if name != own]
        if own and match["n"] and match["other"]:
            other = rest[0] if len(rest) == 1 else f"without {own}"
            yield _size(scene, *match.span("n"), own, count(match["n"]), "")
            yield _size(scene, *match.span("other"), other, count(match["other"]), "")


def _labelled_sizes(scene: Scene) -> Iterator[Claim]:
    if scene.endpoints:
        return
    for one in scene.mentions:
        match = _LABEL_SIZE.match(scene.text, one.end)
        if match and "." not in match["n"] and int(count(match["n"]) or 0) > 4:
            start, end = match.span("n")
            population = scene.population_at(start)
            yield _size(scene, start, end, one.name, count(match["n"]), population)


def _listed_in_brackets(scene: Scene) -> Iterator[Claim]:
    """Yield the sizes of "(arm A 232; arm B 231)" and "(520 to receive A, 515 B)"."""
    text = scene.text
    if not _ASSIGNING.search(text):
        return
    for one in scene.mentions:
        if text.rfind("(", 0, one.start) <= text.rfind(")", 0, one.start):
            continue
        match = _LISTED_SIZE.match(text, one.end)
        if match is None and _LISTED_END.match(text, one.end):
            match = _LEADING_SIZE.search(text, 0, one.start)
        if match and count(match["n"]):
            yield _size(scene, *match.span("n"), one.name, count(match["n"]), "")


def _bracketed_sizes(scene: Scene) -> Iterator[Claim]:
    for one in scene.mentions:
        match = _BRACKETED.match(scene.text, one.end)
        if match and count(match["n"]) and not _HAPPENED.search(scene.text[: one.start]):
            yield _size(scene, *match.span("n"), one.name, count(match["n"]), "")
    yield from _listed_in_brackets(scene)
    if _JAPANESE_ASSIGNING.search(scene.text):
        for one in scene.mentions:
            match = _JAPANESE_SIZE.match(scene.text, one.end)
            if match and count(match["n"]):
                yield _size(scene, *match.span("n"), one.name, count(match["n"]), "")
    for size in scene.sizes:
        before = [one for one in scene.mentions if one.end <= size.start]
        population = scene.population_at(size.start)
        between = scene.text[before[-1].end : size.start] if before else ""
        is_dosed = _DOSE_LEAD.match(between) and _ASSIGNING.search(scene.text)
        main = [one for one in before if one.is_main]
        if before and not before[-1].is_main and main:
            rest = scene.text[main[-1].end : size.start]
            is_backbone = _WITH_LEAD.match(rest) and _ASSIGNING.search(scene.text)
            before = main if is_backbone else before
            is_dosed = is_dosed or is_backbone
        after = next((one for one in scene.mentions if one.start >= size.end), None)
        if (
            after
            and led_by(_SIZE_FIRST, scene.text, size.start)
            and not scene.text[size.end : after.start].strip()
        ):
            yield _size(scene, size.start, size.end, after.name, size.n, population)
        elif before and (_SIZE_LEAD.match(between) or is_dosed):
            if population.startswith("ref."):
                continue
            yield _size(scene, size.start, size.end, before[-1].name, size.n, population)
        elif any(led_by(one, scene.text, size.start) for one in (_SET_LEAD, _ALL_LEAD)):
            yield _size(scene, size.start, size.end, "total", size.n, population)
        else:
            whom = choice_around(scene.text, size.start)
            if whom:
                yield _size(scene, size.start, size.end, "total", size.n, whom)


def _defined_sizes(scene: Scene) -> Iterator[Claim]:
    """Yield sizes said with what an arm was given, or of those in it."""
    treated: list[tuple[str, re.Match[str]]] = []
    for one in scene.mentions:
        for pattern, end in ((_DEFINING, _CLOSING), (_OF_THOSE_IN, _ANY), (_TREATED, _ANY)):
            match = pattern.search(scene.text, max(0, one.start - REACH), one.start)
            if match is None or match.end() != one.start or not end.match(scene.text, one.end):
                continue
            if pattern is _TREATED:
                treated.append((one.name, match))
            else:
                yield _size(scene, *match.span("n"), one.name, count(match["n"]), "")
    yield from _given_sizes(scene)
    happened = _HAPPENED.search(re.sub(r"\btreated\b", "", scene.text))
    if len({name for name, _ in treated}) > 1 and not happened:
        for name, match in treated:
            yield _size(scene, *match.span("n"), name, count(match["n"]), "")


def _given_sizes(scene: Scene) -> Iterator[Claim]:
    """Yield "102 received A and 103 B"."""
    for one, two in pairwise(scene.mentions):
        lead = _RECEIVED.search(scene.text, max(0, one.start - REACH), one.start)
        other = _AND_SIZE.fullmatch(scene.text, one.end, two.start)
        if lead and lead.end() == one.start and other and one.name != two.name:
            group = "n" if lead["n"] else "first"
            yield _size(scene, *lead.span(group), one.name, count(lead[group]), "")
            yield _size(scene, *other.span("n"), two.name, count(other["n"]), "")


def _assigned_sizes(scene: Scene) -> Iterator[Claim]:
    if not _ASSIGNING.search(scene.text) or _HAPPENED.search(_BEEN.sub("", scene.text)):
        return
    if _TWO_SIZES.search(scene.text):
        return
    found = [
        (one, _ASSIGNED.search(scene.text, max(0, one.start - REACH), one.start))
        for one in scene.mentions
    ]
    ended = [(one, match) for one, match in found if match and match.end() == one.start]
    for one, match in ended:
        is_alone = len(ended) == 1 and (
            scene.text[: match.start()].endswith("total of ")
            or bool(_OR_TO.match(scene.text, one.end))
        )
        if is_alone and not totals_in(scene.text):
            yield _size(scene, *match.span("n"), "total", count(match["n"]), "")
        if count(match["n"]) and not is_alone:
            arm = "total" if _SIZED_BEHIND.match(scene.text, one.end) else one.name
            yield _size(scene, *match.span("n"), arm, count(match["n"]), "")
