"""Arms told by contrast: two phrases in places of one kind beside values of one kind.

The last resort for texts that call nothing an arm and give none a size. What
the phrase is made of does not matter, only where it stands and where it ends.
"""

import re
from collections.abc import Iterator
from typing import Final

from .lexicon import ENDPOINT, UNIT, VERSUS
from .parallel import NO_ARM as _NO_ARM

_words = re.compile(r"\S+").findall

# Words no name of a treatment goes on over.
_ENDS: Final = "|".join(
    sorted(
        _words(
            "to and or versus vs v than compared as at against was were is are be been being "
            "had have has who which that these those this its their did do does by on in for "
            "from with within until during when while whereas although but both respectively "
            "per if not also over after before among between about only the an? then so died "
            "showed achieved experienced occurred survived lived reached remained relapsed "
            "progressed responded received? receiving given treated assigned allocated "
            "randomi[sz]ed undergoing underwent taking took got favou?red using via through "
            "patients? pts? women men people participants adults children subjects recipients "
            "individuals persons cases users groups? arms? limbs? cohorts? strategy regimens? "
            "median mean months? month-old years? weeks? days? mos? yrs? wks? survival hazards? "
            "ratios? rates? risks? intervals? CI HR P N neither either each of improved "
            "prolonged reduced lengthened significantly resulted would could may might can will "
            "appeared led produced gave yielded longer shorter higher lower better worse "
            "greater fewer more less \\w+ly alive evidence certainty interaction disease "
            "population study trial subgroup endpoint outcome events? deaths?"
        ),
        key=len,
        reverse=True,
    )
)
_TOKEN: Final = rf"(?!(?i:{_ENDS})(?![\w-]))[^\W\d_][\w'’]*(?:[-/+&][\w]+)*"
_AMOUNT: Final = (
    r"(?:\d[\d,.]*|(?i:one|two|three|four|five|six|seven|eight|nine|ten|twelve))[\s-]"
    r"(?:Gy|mg|g|µg|IU|cycles?|fractions?|doses?|courses?|injections?)(?:/\w+)?\b"
)
_JOIN: Final = (
    r"(?:\s\+\s|\splus\s|\s?/\s?|\sfollowed\sby\s|\sin\scombination\swith\s"
    r"|\scombined\swith\s|\sadded\sto\s|\s)"
)
PHRASE: Final = rf"(?:{_AMOUNT}(?:\s(?:of\s)?{_TOKEN})?|{_TOKEN})(?:{_JOIN}{_TOKEN}){{0,6}}"
_WHO: Final = (
    r"(?:(?:\d[\d,]*\s+)?(?:patients|women|men|people|participants|adults|children|subjects|recipients|individuals|those|pts|cases)\s+)?"
    r"(?:(?:who|that|which)\s+)?(?:(?:were|was|had\s+been|had)\s+)?(?:\w+ly\s+)?"
    r"(?:(?:receiving|received|given|treated\s+with|taking|took|undergoing|underwent|got"
    r"|on|with|(?:assigned|allocated|randomi[sz]ed)(?:\s+to)?(?:\s+receive)?)\s+)?(?:the\s+|an?\s+)?(?:\d[\d,]*\s+(?:given|treated\s+with|receiving|on|assigned(?:\s+to)?|with)\s+)?"
)
_GIVEN: Final = (
    r"(?:\w+ly\s+)?(?:receiving|received|given|treated\s+with|took|underwent|got|had"
    r"|(?:assigned|allocated|randomi[sz]ed)(?:\s+to)?(?:\s+receive)?|to)\s+(?:the\s+|an?\s+)?"
)
_VALUE: Final = rf"(?:\d\s*{UNIT}|\d\s*%|\breached|\bN[RE]\b|[)\]])"
_NO_PEOPLE: Final = r"(?!\s+(?:subgroup|subset|population|disease|tumou?rs?|analysis|set)\b)"
_SLOTS: Final = (
    # "12.6 months (11.1-14.3) for the 220 given X"
    re.compile(
        rf"{_VALUE}[\s,]*(?:of\s+)?(?:\b(?:with|for|in|among|on|after|following|under|starting|initiating|receiving|given|undergoing|taking)\s+|\bof\s+(?=patients|women|men|those|people))(?:the\s+)?{_WHO}(?P<name>(?>{PHRASE})){_NO_PEOPLE}",
        re.IGNORECASE,
    ),
    # "favoured X (median 5.6 months) over Y (3.5 months)"
    re.compile(
        rf"\b(?:with|for|in|on|after|over|than|favou?red|favou?ring|and|versus|vs\.?)\s+(?:the\s+)?{_WHO}(?P<name>{PHRASE})"
        rf"(?:\s+(?:group|arm|limb))?\s*[(\[](?:median\s+|HR\s+)?(?=\d)",
        re.IGNORECASE,
    ),
    # "8.2 months (X)", "31.4 months, X;"
    re.compile(
        rf"\d\s*(?:(?:{UNIT}|%)\s*[(\[,]|;(?=[^()]{{0,60}}\)))\s*(?P<name>{PHRASE})(?=\s*[)\];,.]|\s*$|\s+(?-i:HR|P)\b)",
        re.IGNORECASE,
    ),
    # "by schedule: X, 24.7 months; Y, 20.6 months"
    re.compile(rf"[:;]\s+(?P<name>{PHRASE})\s*[,:]?\s+(?=\d[\d.]*\s*(?:{UNIT}|%))", re.IGNORECASE),
    # "the hazard ratio for recurrence with X was"
    re.compile(
        rf"\b(?:ratios?|HRs?|risk|benefit)\b[^.;()\d]{{0,40}}?\b(?:with|for)\s+(?:the\s+)?{_WHO}(?P<name>{PHRASE})(?=\s+(?:was|is|were|remains?|compared|versus|vs)\b)",
        re.IGNORECASE,
    ),
    # "61 X patients and 78 Y patients have relapsed", "812 initiators of X"
    re.compile(
        rf"(?<![\w.,])\d[\d,]*\s+(?:(?:initiators|users|recipients)\s+of\s+(?P<name>{PHRASE})"
        rf"|(?P<own>{PHRASE})\s+(?:patients|users|recipients|women|men)\b)",
        re.IGNORECASE,
    ),
)
_PEOPLE: Final = r"(?:(?:patients|women|men|participants)\s+)?"
_IN_BRACKET: Final = re.compile(rf"[(][^()]*\d%?\s*;\s*(?P<name>{PHRASE})\s*[);]", re.IGNORECASE)
# What a sentence must have for the pattern to be worth a search, and the pattern.
_PAIRS: Final = (
    # "favouring X over Y", "X was tested against Y"
    (
        re.compile(r"\b(?:favou?r|tested|compared|evaluated)", re.IGNORECASE),
        re.compile(
            rf"(?:\bfavou?r\w*\s+(?:the\s+)?(?P<name>{PHRASE})\s+over"
            rf"|(?<![\w-])(?P<tested>{PHRASE})\s+(?:was|were)\s+(?:tested|compared|evaluated)\s+"
            rf"(?:against|with|to))\s+(?:the\s+)?(?P<other>{PHRASE})",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(VERSUS, re.IGNORECASE),
        re.compile(
            rf"(?<![\w-])(?P<name>{PHRASE})\s*{VERSUS}\s*(?:the\s+)?{_WHO}(?P<other>{PHRASE})",
            re.IGNORECASE,
        ),
    ),
    # "109 were allocated X and 110 Y"
    (
        re.compile(r"\band\s+\d"),
        re.compile(
            rf"(?<![\w.,])\d[\d,]*\s+{_PEOPLE}(?:were\s+|had\s+)?{_GIVEN}(?P<name>{PHRASE}),?\s+and\s+"
            rf"\d[\d,]*\s+{_PEOPLE}(?:were\s+)?(?:{_GIVEN})?(?P<other>{PHRASE})(?=\s*[,;.])",
            re.IGNORECASE,
        ),
    ),
)
_SENTENCE: Final = re.compile(r"(?:[^.]|\.(?=\d)|(?<=\bvs)\.|(?<=\bv)\.)+")
_AT_VALUES: Final = (0, 2, 3)
_LOOSE: Final = 5  # from this slot on a name needs another one beside it
_OF_PATIENTS: Final = re.compile(
    r"(?:^without\b|^intention-to-treat|^ITT$|^per-protocol|[-\s](?:positive|negative|mutant|mutated|wild-?type|high|low)$|[+-]$)",
    re.IGNORECASE,
)
_FEWEST: Final = 2


def contrasted(text: str) -> tuple[list[str], list[str]]:
    """Return names of treatments in one kind of place of a sentence, and less sure ones.

    Those at values come first. Less sure are names of patients ("IDH-mutant"), arms where
    nothing tells treatments apart, and names in places of several kinds.

    Parameters
    ----------
    text : str
        A whole text in plain characters and one line.
    """
    at_values: list[str] = []
    elsewhere: list[list[str]] = []
    single: list[str] = []
    for sentence in _SENTENCE.finditer(text):
        for place, names in _in_sentence(sentence.group()):
            single += names if place < _LOOSE else []
            if place in _AT_VALUES and len(names) >= _FEWEST:
                at_values += names
            elif len(names) >= _FEWEST:
                elsewhere.append(names)
    sets = [list(dict.fromkeys(names)) for names in (at_values, *elsewhere)]
    sets = [names for names in sets if len(names) >= _FEWEST]
    treated = [names for names in sets if not any(map(_OF_PATIENTS.search, names))]
    less_sure = [names for names in sets if names not in treated]
    loose = list(dict.fromkeys(single))
    less_sure += [loose] if len(loose) == _FEWEST else []
    return next(iter(treated), []), next(iter(less_sure), [])


def names_in_brackets(text: str) -> list[str]:
    """Return names in the brackets of values: "74% (69-77; X) v 73% (68-77; Y)"."""
    found: list[str] = []
    for sentence in _SENTENCE.finditer(text):
        names = [match["name"] for match in _IN_BRACKET.finditer(sentence.group())]
        names = list(dict.fromkeys(name for name in names if _is_arm(name)))
        found += names if len(names) >= _FEWEST else []
    return list(dict.fromkeys(found))


def _in_sentence(sentence: str) -> Iterator[tuple[int, list[str]]]:
    for place, slot in enumerate(_SLOTS):
        names = [match["name"] or match.group("own") for match in slot.finditer(sentence)]
        names = list(dict.fromkeys(name for name in names if _is_arm(name)))
        if names:
            yield place, names
    for sign, pattern in _PAIRS:
        for match in pattern.finditer(sentence) if sign.search(sentence) else ():
            name = match["name"] or match.groupdict().get("tested", "")
            if _is_arm(name) and _is_arm(match["other"]):
                yield len(_SLOTS), [name, match["other"]]


def _is_arm(name: str) -> bool:
    return not _NO_ARM.match(name) and not ENDPOINT.search(name) and len(name) > 1
