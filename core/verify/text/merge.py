"""Ways of writing one arm that go by one name: short forms, partners, words that add nothing."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from .lexicon import DRUG, DRUG_NAME, UNIT, unit_name
from .names import CONTROLS, is_name

JOINS: Final = r"\s+(?:plus|added\s+to|in\s+combination\s+with|combined\s+with)\s+"
_PARTED: Final = re.compile(rf"\s*(?:\+|/)\s*|{JOINS}|(?<=\w)-plus-(?=\w)", re.IGNORECASE)
# Words that add nothing to the name before them.
_BASE: Final = re.compile(r"[\s-]+(?:therapy|treatment|group|arm|limb|regimen)$", re.IGNORECASE)
_CONTROL_WORD: Final = re.compile(
    r"Kontroll(?:gruppe|arm)|contrôle|témoin|grupo\s+control|対照", re.IGNORECASE
)
_LENGTH: Final = re.compile(r"\d+-(?:month|week|year|day|cycle)", re.IGNORECASE)
_LASTING: Final = re.compile(
    rf"(?<![\d.])(?P<time>\d+)[\s-](?P<unit>{UNIT})(?P<of>\s+of\s+(?:therapy|treatment|chemotherapy))?(?!\w)"
)
_COMBINATION: Final = re.compile(
    r"(?<=the )(?:combination|combined(?:-modality)?)"
    r"(?:[\s-](?:therapy|treatment|regimen|group|arm))?\b(?!\s+(?:of|with)\b)"
    r"|\bcombin(?:ed|ation)(?:\s|-)(?:therapy|treatment|regimen)\b"
    r"|\bcombination(?=\s+(?:vs\.?|versus|v)\b)"
    r"|(?<=der )Kombination\b(?!\s+(?:aus|von|mit))|(?<=l')association\b"
    r"|(?<=la )combinación\b(?!\s+de)"
)
_REFERENCE: Final = re.compile(rf"^no\b|^without\b|{CONTROLS.pattern}", re.IGNORECASE)
_CONTROL_WORDS: Final = re.compile(r"\bcontrols\b|\b(?:the\s+)?control\s(?:group|arm)\b")
_COUNTED: Final = re.compile(r"(?:\d+|[a-z]+)[\s-](?:fraction|cycle|dose|course)s?$", re.IGNORECASE)
_IDEOGRAPHS: Final = re.compile(r"[一-龥々ァ-ヶー]+")
_ALONE: Final = re.compile(r"[\s-]+alone$", re.IGNORECASE)
_JOINED: Final = re.compile(r"[+/]|\b(?:plus|and|with|combined|followed)\b", re.IGNORECASE)
_MORE_OR_LESS: Final = re.compile(
    rf"^(?:no|non|without)\b|{_JOINED.pattern}|{_ALONE.pattern}", re.IGNORECASE
)
_PLAIN_WORDS: Final = re.compile(r"[a-z]+(?:\s[a-z]+)?(?<!alone)(?<!therapy)(?<!dose)")
_ARMS_AND_ONE: Final = 3
_STEM: Final = 7  # letters
_LONG: Final = re.compile(r"[^\W\d_]{7,}")
_LETTER_OF: Final = re.compile(
    r"\b(?P<arm>(?:arm|group)\s[A-Z1-9])(?:\s*[(](?P<name>[^()\d][^()]*?)(?:[,;]\s*[nN]\s*=[^()]*)?[)]"
    r"|:\s+(?P<other>[^\W\d][^()\d,;.:]*?)(?=[,;.]|\s*[(]))",
    re.IGNORECASE,
)
_ANY_ACTIVE: Final = re.compile(
    r"(?:active|study|investigational|experimental|intervention|test)(?:[\s-](?:drug|treatment|therapy|agent))?"
    r"|Interventions?(?:arm|gruppe)?|Prüf(?:arm|gruppe)?|実薬|本剤|試験",
    re.IGNORECASE,
)
_ANY_COMBINED: Final = re.compile(
    r"combin(?:ation|ed)(?:[\s-](?:therapy|treatment))?|[Kk]ombination|association|combinación|併用(?:療法)?",
    re.IGNORECASE,
)
_ANY_CONTROL: Final = re.compile(
    r"(?:control|comparator|reference|comparison)(?:[\s-](?:drug|treatment|therapy))?|Vergleichs?(?:arm|gruppe)?|対照",
    re.IGNORECASE,
)
_SUM: Final = re.compile(r"[^\W_][\w-]*(?:\s*(?:\+|\bplus\b)\s*[^\W_][\w-]*)+", re.IGNORECASE)
_MOST_WITH_PARTS: Final = 4  # A, B, A plus B and B alone
_ON_ITS_OWN: Final = r"(?:\s+alone\b|(?:\s+(?:arm|group))?[\s,(:\[]*n\s*=\s*\d)"
_BARE: Final = (
    r"(?<![\w-])(?<!plus )(?<!combination with )(?<!combined with )(?<!\+ )(?<!and )(?<!/)"
)
# "minimally invasive surgery (MIS)": words whose first letters the short form has
_DEFINED: Final = re.compile(r"\s[(\[](?P<short>[A-Za-z]*[A-Z][A-Za-z]*\d?)(?=[)\];,])")
_WORDS_BEFORE: Final = re.compile(
    r"(?P<words>(?:[^\W\d_][\w]*(?:[\s/]|-(?=\w))){1,5}[^\W\d_][\w-]*)\s*$"
)
_SHORT: Final = re.compile(r"\s[(](?P<short>[A-Z][\w+/-]{1,11})[)]")
_UNDECLINED: Final = re.compile(r"[a-zäöüß]+(?:isch|iert|fen|iv|lich)")
_CALLED: Final = (
    (_JOINED, _COMBINATION),
    (_REFERENCE, _CONTROL_WORDS),
    (re.compile(r"\bmonotherapy\b"), re.compile(r"\bmonotherapy\b")),
)
_COMPOUND: Final = re.compile(r"(?<=[^\W\d_]{4})-(?=[^\W\d_]{4})")
_REACH: Final = 100
Names = dict[str, str]


def merge(text: str, names: Names, main: list[str]) -> tuple[Names, list[str]]:
    """Return ways of writing and main arms with those of one arm under one name.

    Parameters
    ----------
    text : str
        The whole text, in one line.
    names : dict
        Each way of writing an arm (folded) and the name it goes by.
    main : list of str
        Arms with a size or the word arm, in the order met.
    """
    for find in (
        _classed,
        _lasting,
        _counted_alike,
        _combined,
        _lettered,
        _written_otherwise,
        _named_short,
        _joined,
        _shortened,
        _based,
        _contained,
        _generic,
        _called,
        _partners,
        _short_for,
        _of_one_stem,
    ):
        for name, short in find(text, names, main):
            if short == name:
                continue
            names = {way: short if known == name else known for way, known in names.items()}
            main = list(dict.fromkeys(short if known == name else known for known in main))
    return names, main


def way_of(name: str) -> str:
    """Return the pattern of a name, its hyphens and spaces taking each other's place."""
    parts = re.split(r"(?<=[\w.])-(?=\w)|\s+", name)
    # "stereotaktische Bestrahlung" has other endings behind a preposition
    declined = (
        len(parts) > 1 and re.fullmatch("[a-zäöüß]{4,}e", parts[0]) and parts[1][:1].isupper()
    )
    first = re.escape(parts[0]) + ("[rnms]?" if declined else "")
    if len(parts) == 1 and _UNDECLINED.fullmatch(name):
        first += "(?:e[rnms]?)?"
    return r"[\s-]+".join([first, *map(re.escape, parts[1:])])


def folded(name: str) -> str:
    """Return a name as it is looked up."""
    return re.sub(r"\s+", " ", name.strip()).casefold()


def _classed(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let a class of drugs keep the word it always has before it: "EGFR TKI"."""
    for name in main:
        if not re.fullmatch(r"[A-Z]{2,5}", name):
            continue
        before = re.findall(rf"([\w-]*)\s{name}(?![\w-])", text)
        if len(set(before)) == 1 and len(before) > 1 and re.fullmatch(r"[A-Z0-9]{3,6}", before[0]):
            names.setdefault(folded(f"{before[0]} {name}"), f"{before[0]} {name}")
            yield name, f"{before[0]} {name}"


def _counted_alike(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let "15 fractions" and "15-fraction" go by the first of them."""
    first: dict[str, str] = {}
    for name in main:
        if _COUNTED.match(name):
            bare = re.sub(r"s?$", "", folded(name).replace("-", " "))
            yield name, first.setdefault(bare, name)


def _named_short(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let an arm go by the short form in the bracket behind it that the text uses again."""
    for bracket in _SHORT.finditer(text):
        short, lead = bracket["short"], folded(text[: bracket.start()][-_REACH:])
        name = next((name for name in main if lead.endswith(folded(name))), "")
        if name and len(re.findall(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text)) > 1:
            names.setdefault(folded(short), short)
            yield name, names[folded(short)]


def _called(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let "the combination" go by the one arm of two treatments, "controls" by the reference."""
    for pattern, words in _CALLED:
        own = [name for name in main if pattern.search(name)]
        is_one = len(own) == 1 and (len(main) == 2 or pattern is _JOINED)
        for match in words.finditer(text) if is_one else ():
            names.setdefault(folded(match.group()), own[0])
    yield from ()


def _generic(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let "active-drug" or "control" go by the one arm of the other two that it can be."""
    if len(main) != _ARMS_AND_ONE:
        return
    for name in main:
        rest = [other for other in main if other not in (name, "treatment")]
        rest = [other for other in rest if not _ANY_ACTIVE.fullmatch(other)]
        if len(rest) < len(main) - 1:
            continue
        controls = [other for other in rest if _REFERENCE.search(other)]
        if len(controls) == 1 and _ANY_ACTIVE.fullmatch(name):
            yield name, next(other for other in rest if other not in controls)
        elif len(controls) == 1 and _ANY_CONTROL.fullmatch(name):
            yield name, controls[0]
        joined = [other for other in rest if _JOINED.search(other)]
        if len(joined) == 1 and _ANY_COMBINED.fullmatch(name):
            yield name, joined[0]


def _lettered(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let the words in the bracket of "arm A (surgery, n = 80)" go by the letter."""
    for match in _LETTER_OF.finditer(text):
        letter, name = (
            names.get(folded(match["arm"])),
            names.get(folded(match["name"] or match["other"])),
        )
        if letter in main and name and not _LETTER_OF.match(name):
            yield name, str(letter)


def _combined(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let "A" go by "A combination" where that is an arm."""
    for name in main:
        drug = names.get(folded(re.sub(r"[\s-]combination$", "", name)), name)
        if drug != name and not re.search(rf"{way_of(drug)}{_ON_ITS_OWN}", text, re.IGNORECASE):
            yield drug, name


def _written_otherwise(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let "B + A" go by "A + B", and a bare "A" by "A alone"."""
    sums = {frozenset(_PARTED.split(folded(name))): name for name in main}
    sums = {parts: name for parts, name in sums.items() if len(parts) > 1}
    for match in _SUM.finditer(text) if sums else ():
        name = sums.get(frozenset(_PARTED.split(folded(match.group()))))
        if name:
            names.setdefault(folded(match.group()), name)
    for name in main:
        for sign in (" plus ", " + ", " and ") if _COMPOUND.search(name) else ():
            spelt = folded(_COMPOUND.sub(sign, name, count=1))
            if spelt in folded(text):
                names.setdefault(spelt, name)
        bare = folded(_ALONE.sub("", name))
        if len(bare) > 1 and is_name(bare):
            names.setdefault(bare, name)
    yield from ()


def _lasting(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let "3 mo" and "3 months of therapy" go by the first of them that is an arm."""
    first: dict[tuple[str, str], str] = {}
    for name in main:
        match = _LASTING.fullmatch(name)
        if match is None:
            continue
        length = (match["time"], unit_name(match["unit"]))
        short = name.removesuffix(match["of"] or "")
        names.setdefault(folded(short), short) if match["of"] else None
        yield name, first.setdefault(length, short)
        for way in _LASTING.finditer(text):
            if (way["time"], unit_name(way["unit"])) == length and way["of"]:
                names.setdefault(folded(way.group()), first[length])


def _joined(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let "A in combination with B" go by "A plus B", and "no A" by "without A"."""
    first: dict[str, str] = {}
    for name in dict.fromkeys((*main, *names.values())):
        parts = re.sub(r"^no\s+(?=\w)", "without ", folded(name))
        parts = " + ".join(sorted(_PARTED.split(parts)))
        yield name, first.setdefault(parts, name)


def _shortened(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let words go by the short form the text defines of their first letters."""
    for match in _DEFINED.finditer(text):
        lead = _WORDS_BEFORE.search(text[max(0, match.start() - _REACH) : match.start()])
        short = names.get(folded(match["short"]))
        words = _of_initials(lead["words"], match["short"]) if lead else ""
        spelt = names.get(folded(words)) if words else None
        if not words or (short is None and spelt is None):
            continue
        name = short or match["short"]
        names.setdefault(folded(match["short"]), name)
        names.setdefault(folded(words), name)
        if name not in main and spelt in main:
            main.append(name)
        if spelt is not None:
            yield spelt, name


def _of_initials(words: str, short: str) -> str:
    """Return the last words whose first letters spell a short form, "" where they do not."""
    letters = [char.casefold() for char in short if char.isalpha()]
    parts = re.split(r"[\s/-]+", words)[-len(letters) :]
    if len(letters) < 2 or [part[:1].casefold() for part in parts] != letters:
        return ""
    tail = re.search(r"[\s/-]+".join(map(re.escape, parts)) + "$", words)
    return tail.group() if tail else ""


def _based(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let "combination therapy" go by "combination" where both are named."""
    for name in dict.fromkeys(names.values()):
        base = _BASE.sub("", name)
        base = name.replace("-", " ") if base == name else base
        longer = [other for other in main if other != name and other.endswith(name)]
        is_part = _IDEOGRAPHS.fullmatch(name) and len(longer) == 1
        short = longer[0] if is_part else names.get(folded(base), name)
        lead = name.split(" ")[0]
        short = lead if lead in main and _LENGTH.fullmatch(lead) else short
        yield name, "control" if _CONTROL_WORD.fullmatch(name) else short


def _contained(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let a word go by the one longer name it is part of: "cemented", "TKI"."""
    if len(main) <= 2:
        return
    for name in main:
        longer = [other for other in main if _is_plain_longer(other, name)]
        alone = (
            rf"(?<![\w-]){way_of(name)}(?=\s*(?:[,;.:()]|\b(?:group|arm|and|or|versus|vs|was)\b))"
        )
        if len(longer) == 1 and re.search(alone, text, re.IGNORECASE):
            yield longer[0], name
        if " " in name or re.fullmatch(DRUG_NAME, name, re.IGNORECASE):
            continue
        longer = [
            other
            for other in main
            if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", other, re.IGNORECASE)
            and other != name
        ]
        is_more = longer and _MORE_OR_LESS.search(longer[0])
        if len(longer) == 1 and not is_more:
            yield name, longer[0]


def _of_one_stem(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let "laparoscopy" go by "laparoscopic surgery" where the third arm is another."""
    if len(main) != _ARMS_AND_ONE:
        return
    words = {name: set(_LONG.findall(folded(name))) for name in main}
    alike = [
        (a, b)
        for a, b in combinations(main, 2)
        if not words[a] & words[b]
        and {word[:_STEM] for word in words[a]} & {word[:_STEM] for word in words[b]}
    ]
    if len(alike) == 1 and not any(map(_MORE_OR_LESS.search, alike[0])):
        short, long = sorted(alike[0], key=len)
        yield short, long


def _is_plain_longer(longer: str, name: str) -> bool:
    """Whether a name is another one and words that tell no other treatment: "A maintenance"."""
    more = longer.casefold().removeprefix(f"{name.casefold()} ")
    parts_ways = _REFERENCE.search(more) or _JOINED.search(more)
    is_more = more != longer.casefold() and not parts_ways
    return is_more and bool(_PLAIN_WORDS.fullmatch(more)) and not re.search(DRUG, more)


def _short_for(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let a drug that is no arm alone go by the one arm it is part of: "A" of "FU-A"."""
    if len(main) < 2:
        return
    for name in dict.fromkeys(names.values()):
        if name in main or not re.fullmatch(DRUG_NAME, name, re.IGNORECASE):
            continue
        part = rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])"
        longer = [other for other in main if re.search(part, other, re.IGNORECASE)]
        if len(longer) == 1 and re.search(r"[+-]|\bplus\b", longer[0]):
            yield name, longer[0]


def _partners(text: str, names: Names, main: list[str]) -> Iterator[tuple[str, str]]:
    """Let "A" go by "A plus B" where B alone is the other arm and A has no patients of its own."""
    wholes = [name for name in dict.fromkeys(names.values()) if len(_PARTED.split(name)) == 2]
    for whole in wholes:
        parts = [folded(part) for part in _PARTED.split(whole)]
        if not all(parts):
            continue
        arms = [next((n for n in main if _ALONE.sub("", folded(n)) == part), "") for part in parts]
        alone = [
            bool(re.search(rf"{_BARE}{way_of(part)}{_ON_ITS_OWN}", text, re.IGNORECASE))
            for part in parts
        ]
        if all(arms) and alone[0] != alone[1] and len(main) <= _MOST_WITH_PARTS:
            yield arms[alone.index(False)], whole
