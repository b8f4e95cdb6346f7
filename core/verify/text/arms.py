"""Which arms a text compares, under which names, and which of them is the reference."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import Final

from .abroad import is_abroad
from .contrast import contrasted, names_in_brackets
from .lexicon import DRUG, DRUG_NAME, NOT_AN_ARM, RATIO, UNIT, VERSUS
from .merge import JOINS, folded, merge
from .named import Arms, tidy
from .names import CONTROLS, bare_name, is_name
from .parallel import parallel_names, short_forms
from .roles import doing_names, role_names
from .without import negated_names, without_names

_WORD: Final = r"[A-Z][A-Za-z0-9]*(?:-[A-Z0-9][A-Za-z0-9]*)*"
_ALONE: Final = r"(?:\s+(?:alone|allein|seule?|sol[oa]))?"
_UNITED: Final = rf"(?:{_WORD}|{DRUG_NAME})(?:\s*(?:\+|plus|/)\s*(?:{_WORD}|{DRUG_NAME}))*{_ALONE}"
_SIZED: Final = re.compile(
    rf"(?P<name>(?:\b\d+-(?:month|week|year|day|cycle)\s+)?{_UNITED}|\b[Aa]rm [A-Z0-9]\b|"
    rf"\b[Gg]roup [A-Z0-9]\b"
    r"|(?:the\s+)?control)"
    r"(?:\s+(?:arm|group))?(?:\s*(?:[(\[]|,|:)\s*|\s+)[Nn]\s*=\s*\d"
)
_DEFINED: Final = re.compile(
    rf"(?P<name>(?:[a-z-]+\s+){{0,3}}(?:{DRUG}-)*{DRUG_NAME}|aromatase\s+inhibitors?|ovarian\s+function\s+"
    r"suppression|selective\s+estrogen\s+receptor\s+modulators?)"
    r"\s*$",
    re.IGNORECASE,
)
# what it takes to look for a definition at all
_DEFINED_END: Final = re.compile(
    rf"(?:{DRUG}|care|\d\s*(?:mg|µg|g)(?:/\w+)?|inhibitors?|suppression|modulators?)\s*$",
    re.IGNORECASE,
)
_LONGEST_WORD: Final = 30
_SHORT_FORM: Final = re.compile(r"\((?P<short>[A-Za-z]+\d{0,4}?)(?:(?<![a-z])s\b)?(?:\)|;|,)")
_LONGEST_NAME: Final = 80
_NAMED: Final = re.compile(rf"(?<![\w-])(?P<name>{_UNITED})\s+(?:arm|group|therapy|treatment)\b")
_PLAIN: Final = re.compile(
    r"(?P<name>\b(?:control|placebo|experimental|intervention|treatment|standard(?:[\s-]care)?)"
    r"|[ァ-ヶー]{2,})"
    r"(?:[\s-]+(?:arm|group)\b|群)",
    re.IGNORECASE,
)
_DRUGS: Final = re.compile(DRUG_NAME, re.IGNORECASE)
# What joins a drug to another one, and the other one.
_PLUS: Final = re.compile(
    rf"(?:(?:\s*(?:\+|/)\s*|{JOINS}|(?<=[a-z])-(?=[a-z]{{4}}))(?:{DRUG_NAME}|(?-i:\b[A-Z]{{2,}}\b)))+",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    rf"(?P<name>{_WORD}(?:\s*[+/]\s*{_WORD})*{_ALONE})(?:\s+(?:group|arm))?:\s*(?=[\d.])"
)
_LABELS_APART: Final = 120
_WITH_DRUG: Final = re.compile(
    rf"\s+with\s+{DRUG}(?:\s+(?:and|plus)\s+{DRUG})*(?!\s+(?:or|and)\s+without)", re.IGNORECASE
)
_GIVEN: Final = re.compile(
    rf"(?:{VERSUS}|\b(?:than|receive|received|receiving|to|or|and)\b)\s*(?:with\s+)?$",
    re.IGNORECASE,
)
_COMPARING: Final = re.compile(r"\bcompar\w+\b[^.;]{0,40}$", re.IGNORECASE)
# "A 200 mg with gemcitabine and cisplatin (n=333)": the last drug is no arm
_BACKBONE: Final = re.compile(
    r"(?<!treated )(?<!allocated )(?<!patients )\b"
    r"(?:with\s+(?:[\w-]+\s+and\s+)?|plus\s+(?:[\w-]+\s+){1,2}and\s+)$",
    re.IGNORECASE,
)
_TWO_DRUGS: Final = re.compile(
    rf"\b(?:treated\s+with|receiving|received|given)\s+(?P<name>{DRUG}\s+and\s+{DRUG})"
    r"(?=\s+(?:was|were|had)\s+[\d.]+\s+(?:months|weeks)\b(?!\s*(?:,\s*)?(?:and|vs|versus)\b))",
    re.IGNORECASE,
)
_OF_TWO: Final = re.compile(rf"[^;.]{{0,6}}(?:\.\d+)?[^;.]{{0,24}}?{VERSUS}\s*\d", re.IGNORECASE)
_ARMS_OF_A_TRIAL: Final = 2
_OPPOSED: Final = re.compile(
    rf"(?P<name>{_UNITED})(?:\s+(?:arm|group))?(?:\s*\([^()]*\))?\s*{VERSUS}\s*"
    rf"(?:the\s+|with\s+)?(?P<other>{_UNITED})"
)
_REFERENCE: Final = re.compile(
    rf"(?:with|using)\s+(?:the\s+)?(?P<name>{_UNITED})(?:\s+(?:arm|group))?\s+(?:serving\s+)?as\s+"
    r"(?:the\s+)?(?:reference|control|comparator)"
)
# "with the addition of X ... than without it"
_WITHOUT: Final = re.compile(
    rf"\bwith\s+(?:the\s+)?(?:addition\s+of\s+)?(?P<name>{DRUG}|[A-Z][\w-]+)\b(?:[^.]|\.(?=\d)){{0,200}}?"
    r"(?<!or\s)\bwithout\s+(?P<what>it|(?P=name))\b"
)
# Treatments of many kinds: "stereotactic radiotherapy" is more than "radiotherapy".
_GENERAL: Final = re.compile(
    r"radiotherapy|chemotherapy|placebo|observation|surgery|control|standard|combination", re.I
)
_LED: Final = re.compile(
    r"\b(?:Compared\s+(?:with|to)|Relative\s+to|Versus|Comparée?s?\s+(?:au|à)|Im\s+Vergleich\s+zu[mr]?|Verglichen\s+mit"
    r"|En\s+comparación\s+con)\s+(?:the\s+|la\s+|el\s+|bras\s+|groupe\s+)?$"
)
_LETTER: Final = re.compile(
    r"(?:\bor|\band|\bet|\bund|\by|\bto|\bvs\.?|[,;:(])\s+(?P<name>[A-Z])(?:(?P<size>\s*[(\[,]\s*[Nn]\s*=\s*\d)"
    rf"|:?\s+\d+(?:[.,]\d+)?\s*(?:%|{UNIT}))"
)
_OF_RATIO: Final = re.compile(
    rf"{RATIO}(?:\s+(?:for|of|with))?(?:\s+the)?[\s,:(\[]*$", re.IGNORECASE
)
_THE: Final = re.compile(r"\b(?:the|in|of|than)\s+$", re.IGNORECASE)
_COHORT: Final = re.compile(r"\s+cohort$")
# Values that go from those of the reference to those of the other arm.
FROM_TO: Final = re.compile(
    r"\b(?:improved|increased|prolonged|extended|rose|decreased|reduced|fell)\s+from\s+\d[^;]*?\bto\s+\d"
    r"|\bvon\s+\d[^;]*?\bauf\s+\d"
    r"|\b(?:increase|improvement|prolongation|extension|reduction|decrease)\s+(?:in|of)\s+[^.;\d]{3,60}?\s+from\s+\d[^;]*?\bto\s+\d"
)
# "77% with A and 76% without (HR ...)"
_VALUE_WITHOUT: Final = re.compile(
    r"[%)\]s]\s+with\s+(?P<name>[^\W\d][\w-]*(?:\s[\w-]+){0,2}?)\s+(?:and|versus|vs\.?|than)\s+\d[\d.]*\s*(?:%|\w+)?\s*"
    r"(?:\([^()]*\)\s*)?without(?=\s*[(\[;,.])"
)
_ADDED: Final = re.compile(
    r"\b(?:[Aa]dding|[Tt]he\s+addition\s+of|(?:Zugabe|Hinzunahme)\s+von|[Ll]'ajout\s+d[eu]|[Ll]a\s+adición\s+de)\s+(?P<name>[^\W\d][\w-]+)\s+"
    r"(?:to|zu[mr]?|au?|à)\s+(?P<other>[^\W\d][\w-]+(?:\s(?:and|und|et|y|plus|\+)\s[^\W\d][\w-]+)?)"
)
_SHORTEST_NAME: Final = 3  # "A" is an article more often than an arm


def is_control(name: str, other: str) -> bool:
    """Whether the name is one a reference arm goes by and the other's is not."""
    return bool(CONTROLS.search(name)) and not CONTROLS.search(other)


def find_arms(text: str, known: Sequence[str] = (), known_reference: str = "") -> Arms:
    """Return the arms a whole text speaks of.

    They are found where a size stands behind a name, where a short form is
    defined for a drug, where something is called an arm or group or stands
    before a colon and a number, and on both sides of "versus"; and where a
    ``known`` name, or what tells it from the other ones, stands in the text.
    """
    arms = Arms()
    _definitions(text, arms)
    drugs = [*_DRUGS.finditer(text)]
    _named_beside(text, arms)
    _joined_drugs(text, drugs, arms)
    for written, name in (*role_names(text), *without_names(text)):
        if _is_arm(bare_name(name)):
            arms.add(bare_name(written), tidy(bare_name(name)), main=True)
    for drug in drugs:
        arms.add(drug.group())
    _with_and_without(text, arms)
    _value_without(text, arms)
    _added(text, arms)
    for name in names_in_brackets(text):
        arms.add(name, main=True)
    forms = list(dict.fromkeys(short_forms(text)))
    if set(arms.main) & set(forms):
        for name in forms:
            arms.add(name, main=True)
    if len(arms.main) < _ARMS_OF_A_TRIAL:
        _guess(text, arms)
    arms.names, arms.main = merge(text, arms.names, arms.main)
    reference = _REFERENCE.search(text)
    if reference and _is_arm(reference["name"]):
        arms.reference = arms.names.get(folded(reference["name"]), tidy(reference["name"]))
    _known(text, known, arms)
    if not arms.reference and known_reference:
        arms.reference = arms.names.get(folded(known_reference), "")
    arms.close()
    _place(text, arms)
    return arms


def _guess(text: str, arms: Arms) -> None:
    """Enter the names that only their places tell, the surest signs that there are."""
    treated, less_sure = contrasted(text) if not is_abroad(text) else ([], [])
    doing = doing_names(text)
    if len(doing) == _ARMS_OF_A_TRIAL and not arms.reference:
        arms.reference = tidy(doing[1])
    for name in treated or doing or parallel_names(text) or negated_names(text) or less_sure:
        whole = _COHORT.sub("", _within(name, arms))
        arms.guessed |= set() if folded(whole) in arms.names else {tidy(whole)}
        arms.add(whole, main=True)


def _named_beside(text: str, arms: Arms) -> None:
    """Enter names beside sizes, the word arm, colons and "versus"."""
    for pattern in (_SIZED, _NAMED):
        for match in pattern.finditer(text):
            lead = text[max(0, match.start() - 40) : match.start()]
            if pattern is _SIZED and _BACKBONE.search(lead):
                continue
            if _is_arm(match["name"]) and (pattern is not _NAMED or _is_short(match["name"])):
                arms.add(match["name"], main=pattern is not _NAMED or "arm" in match.group())
    for name in _labels(text):
        arms.add(name, main=True)
    letters = {match["name"]: bool(match["size"]) for match in _LETTER.finditer(text)}
    for name, is_sized in letters.items():
        if is_sized or len(letters) > 1:
            arms.add(name, main=True)
    for match in _OPPOSED.finditer(text):
        if _is_arm(match["name"]) and _is_arm(match["other"]):
            arms.add(match["name"], main=True)
            arms.add(match["other"], main=True)
    for match in _PLAIN.finditer(text):
        is_bare = match["name"].casefold() == "treatment"
        if is_bare and not _THE.search(text[: match.start()][-8:]):
            continue  # "by treatment arm"
        whole = match["name"] if match.group().endswith("群") else match.group()
        arms.add(whole, match["name"].lower(), main=True)
    for match in _TWO_DRUGS.finditer(text):
        arms.add(match["name"], main=True)


def _joined_drugs(text: str, drugs: "list[re.Match[str]]", arms: Arms) -> None:
    """Enter drugs with their partners: "A plus B", and "A with B" where that is given."""
    end = 0
    for drug in drugs:
        joined = _PLUS.match(text, drug.end()) if drug.start() >= end else None
        if joined:
            arms.add(text[drug.start() : joined.end()])
            end = joined.end()
        partner = _WITH_DRUG.match(text, drug.end())
        lead = text[max(0, drug.start() - 50) : drug.start()] if partner else ""
        if partner and _GIVEN.search(lead) and not _COMPARING.search(lead):
            arms.add(text[drug.start() : partner.end()], main=True)


def _with_and_without(text: str, arms: Arms) -> None:
    """Enter both arms of "with the addition of A ... than without it"."""
    for match in _WITHOUT.finditer(text):
        name = match["name"]
        if folded(name) in arms.names:
            arms.add(f"without {match['what']}", f"without {arms.names[folded(name)]}", main=True)
            arms.add(name, main=True)


def _added(text: str, arms: Arms) -> None:
    """Enter both arms of "adding A to B", B as the reference."""
    match = _ADDED.search(text)
    if match is None or arms.main or not (is_name(match["name"]) and is_name(match["other"])):
        return
    arms.add(match["name"], main=True)
    arms.add(match["other"], main=True)
    arms.reference = arms.names[folded(match["other"])]


def _value_without(text: str, arms: Arms) -> None:
    """Enter the arm of "77.4% with A and 75.6% without"."""
    for match in _VALUE_WITHOUT.finditer(text):
        if is_name(match["name"]):
            arms.add(match["name"], main=True)


def _place(text: str, arms: Arms) -> None:
    """Note where each arm is named first, and which one a comparison begins with."""
    mentions = arms.mentions(text)
    named = {one.name for one in mentions}  # a backbone named only with its partners is no arm
    arms.main = [name for name in arms.main if name in named] or arms.main
    for one in mentions:
        arms.places.setdefault(one.name, one.start)
        if one.name.startswith("without ") and one.name not in arms.main:
            arms.main.append(one.name)
    order = arms.order()
    if order and is_control(*order) and FROM_TO.search(text) and not arms.reference:
        arms.reference = order[0]  # values go from it to the other
    for one, two in pairwise(mentions) if order and not arms.reference else ():
        between = text[one.end : two.start]
        lead = _OF_RATIO.search(text[max(0, one.start - 40) : one.start])
        if lead and re.fullmatch(
            rf"(?:\s+(?:arm|group))?\s*(?:{VERSUS}|/)\s*(?:the\s+)?", between, re.IGNORECASE
        ):
            arms.reference = two.name
    first = next((m for m in mentions if _LED.search(text[max(0, m.start - 30) : m.start])), None)
    arms.led_by = first.name if first else ""


def _labels(text: str) -> Iterator[str]:
    """Yield names before a colon and a number that stand near another such name."""
    found = [match for match in _LABEL.finditer(text) if _is_arm(match["name"])]
    for match in found:
        is_paired = any(
            other["name"] != match["name"] and abs(other.start() - match.start()) < _LABELS_APART
            for other in found
        )
        if _OF_TWO.match(text, match.end()):
            continue
        if is_paired or _is_short(match["name"]):
            yield match["name"]


def _within(name: str, arms: Arms) -> str:
    """Return the drug known already that a name is about: "adjuvant capetinib"."""
    if re.search(r"[+/]|\b(?:plus|and|with|alone)\b", name):
        return name
    words = name.split()
    known = (word for word in words if folded(word) in arms.names)
    return next((word for word in known if not _GENERAL.fullmatch(word)), name)


def _known(text: str, known: Sequence[str], arms: Arms) -> None:
    """Enter names known already: whole, and "250 mg" of "Fulvestrant 250 mg"."""
    words = [name.split() for name in known]
    columns = zip(*words, strict=False) if len(words) > 1 else ()
    n_shared = sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, columns))
    for name, parts in zip(known, words, strict=True):
        for written in dict.fromkeys((" ".join(parts), " ".join(parts[n_shared:]))):
            way = re.escape(written).replace(r"\ ", r"\s+")
            is_used = len(written) >= _SHORTEST_NAME and re.search(
                rf"(?<![\w-]){way}(?!\w)", text, re.IGNORECASE
            )
            if is_used:
                arms.add(written, tidy(name), main=True)
                arms.guessed = {one for one in arms.guessed if folded(one) != folded(written)}


def _definitions(text: str, arms: Arms) -> None:
    """Enter short forms; the most exact spelling of a drug goes by its short form too."""
    for bracket in _SHORT_FORM.finditer(text):
        short = bracket["short"]
        if not _is_arm(short) or not any(char.isupper() for char in short[1:] or short):
            continue
        lead = text[max(0, bracket.start() - _LONGEST_NAME) : bracket.start()]
        match = _DEFINED.search(lead) if _DEFINED_END.search(lead[-_LONGEST_WORD:]) else None
        if match is None:
            continue
        short = short[:-1] if re.search(r"[A-Z]s$", short) else short
        arms.add(short, short)
        words = match["name"].split()
        drug = next((i for i, word in enumerate(words) if re.fullmatch(DRUG, word, re.I)), 0)
        arms.add(" ".join(words[drug:]), short)
        if len(words) > drug + 1 and re.fullmatch(DRUG, words[drug], re.IGNORECASE):
            arms.add(words[drug], short)


def _is_arm(name: str) -> bool:
    parts = [part for part in re.split(r"\s*[+/]\s*|\s+", name.strip()) if part]
    return (
        bool(parts)
        and not all(part.upper() in NOT_AN_ARM for part in parts)
        and not (len(parts) == 1 and (len(parts[0]) < 2 or parts[0].upper() in NOT_AN_ARM))
    )


def _is_short(name: str) -> bool:
    """Whether a name is a short form or a drug, not a word that begins a sentence."""
    first = re.split(r"[\s+/]", name.strip())[0]
    return (
        "+" in name
        or sum(char.isupper() or char.isdigit() for char in first) > 1
        or bool(re.fullmatch(DRUG, first, re.IGNORECASE))
    )
