"""Which patients a number is about: a subgroup, an analysis set, everyone."""

import re
from typing import Final

from .lexicon import led_by
from .outcomes import clause_at

_SET: Final = re.compile(
    r"\b(?P<set>treatment[\s-]?received|per[\s-]protocol|as[\s-]treated|safety|intention[\s-]to[\s-]treat"
    r"|ITT|premenopausal|postmenopausal)\b(?=[\w\s-]*(?:cohort|population|patients|samples?|analys[ei]s|set|subgroup|women|:))",
    re.IGNORECASE,
)
_EVERYONE: Final = (
    r"(?!(?:intent\w*|intention|per|all|as|both|overall|total|whole|entire|full|study|safety|primary|final|"
    r"randomi[sz]ed|[\w-]*weighted|[\w-]*matched|[\w-]*adjusted|imputed|intent\w*-to-\w+|evaluable|efficacy|ITT|mITT|treated|these|those|two|modified|trial|current|present)\b)"
)
# "HER2-positive", "Asian", "older": words that choose among patients.
_CHOICE: Final = (
    rf"{_EVERYONE}(?:[Ss]tage\s+[IV]+[A-C]?(?:-[IV]*[A-C]?)?|[\w+/]+-[\w+/-]+|[a-z]?[A-Z][\w+-]+|young(?:er)?|old(?:er)?|elderly|male|female|premenopausal|"
    r"postmenopausal|squamous|nonsquamous|visceral|mutated|methylated|unmethylated|frail|fit|black|white)"
)
# "In HER2-negative disease, ..."
_WHOM_CLASS: Final = re.compile(
    rf"(?:^|[;:.]\s+|,\s+(?:and|but)\s+)(?:In|Among|For|in|among|for)\s+(?:the\s+)?(?:\d[\d,]*\s+)?"
    rf"(?P<class>{_CHOICE})(?:\s[a-z-]+)?\s+(?:disease|tumou?rs?|cancers?|patients|women|men|participants)(?:\s*\([^()]*\))?(?:,|\s+(?=it\s+was\b|the\s+(?:pooled\s+)?(?:HR|hazard|median)\b))"
)
# "For T-LL, 4-yr EFS was"
_SHORT_CLASS: Final = re.compile(
    r"(?:^|[;:.]\s+)(?:Among|For)\s+(?:the\s+)?(?P<class>[A-Z][\w]*[A-Z][\w]*|[A-Z][\w]*-[A-Z][\w-]*|[A-Z][\w-]*[+-])"
    r"(?:\s+(?:patients|pts|disease))?,"
)
# "Among never-smokers,"
_KIND: Final = re.compile(
    r"(?:^|[;:.]\s+|,\s+(?:and|but)\s+)(?:In|Among|For|in|among|for)\s+(?:the\s+)?"
    r"(?P<whom>(?:(?:never|ex|current|former)[\s-])?smokers|non-?smokers|men|women|males|females|boys|girls|[\w-]+\s+carriers),"
)
_NO_CLASS: Final = re.compile(r"^(?:ITT|mITT|PFS|OS|DFS|EFS|ORR)$")
_SUBGROUP: Final = re.compile(
    rf"\b(?:[Ii]n|[Ff]or|[Aa]mong)\s+(?:the\s+)?(?:subgroup\s+of\s+)?(?P<name>{_EVERYONE}(?:[a-z]?[A-Z0-9][\w-]*"
    rf"|(?:[a-z]+\s){{0,2}}{_EVERYONE}[\w+]+-[\w+-]+|[a-z]*carcinoma|squamous)"
    r"(?:\s[\w-]+){0,2}?|[A-Z][\w-]*\s*[≥≤<>]=?\s*\d+\s*%?)\s+(?:subgroup|population|subset|cohort)\b"
)
# "larger in node-positive disease (HR 0.71 ...) than in node-negative disease (HR 0.93 ...)"
_WHOM_BEFORE: Final = re.compile(
    rf"\b(?:in|among|for|to|and(?=\s+(?:wo)?men\s*[(]|\s[^(),;:.]{{2,40}}\s(?:population|subgroup|subset)\s*[(]))\s+(?:the\s+)?(?:(?P<sex>(?:younger\s+|older\s+)?(?:men|women|males|females|boys|girls|smokers|never-smokers))"
    rf"|(?P<class>{_CHOICE})\s+(?:disease|tumou?rs?|cancers?|patients|women|"
    r"men|participants|subgroup|subset|cohort|population)|(?:patients|pts|women|men|those|participants)\s+"
    r"(?P<whom>(?:with(?:out)?|aged|younger|older|who|\d\d\s+(?:years|yr))\b[^,;:.()]{2,60}?)"
    rf"|(?P<set>(?!the\b){_EVERYONE}[\w≥-]+(?:\s[\w≥%-]+){{0,5}}?)\s+(?:population|subgroup|subset|cohort))\s*[,:]?\s*[(\[]\s*$"
)
# "Among patients without visceral disease," "In the subgroup of women aged 70 or older,"
_WHOM: Final = re.compile(
    r"(?:^|[;:.]\s+|,\s+(?:and|but)\s+)(?:In|Among|For|Of|Within|in|among|for)\s+(?:the\s+)?(?:subgroups?\s+of\s+)?"
    r"(?:an?\s+(?:[\w-]+\s+){0,3}?analys[ei]s\s+(?:of|in|involving|among|(?:restricted|limited)\s+to|including)\s+(?:the\s+)?)?"
    r"(?:\d[\d,]*\s+)?(?:[\w-]+-[\w-]+\s+)?"
    r"(?:patients|pts|women|men|those|participants|adults)\s+(?P<whom>(?:with(?:out)?|who|whose|aged|younger|older|"
    r"at\s+(?:high|low))\b[^,;:.()]{2,80}?)(?:\s*\([^()]*\))?(?:,|(?=\s+the\b))"
)
# "HR 0.61 (0.42-0.88) in women younger than 65 years"
_WHOM_AFTER: Final = re.compile(
    r"[\s)\]]*(?:for\s+[a-z][a-z\s-]{3,60}?\s)?(?:in|among|for)\s+(?:(?:patients|women|men|those)\s+(?P<whom>(?:with(?:out)?|aged|younger|older|who)\b"
    rf"[^,;:.()]{{2,60}}?)|(?:the\s+)?(?P<class>{_CHOICE})\s+(?:patients|women|men|disease|tumou?rs?|cancers?|participants|"
    r"subgroup|subset|cohort|population))(?=\s*(?:[,;.()\[]|$|and\b|than\b"
    r"|(?:who\s+)?(?:were\s+)?(?:assigned|allocated|randomi[sz]ed|receiving|received|treated|given)\b))"
)
# "consistent across subgroups, including men (HR 0.74 ...), never-smokers (HR 1.02 ...)"
_SUBGROUPS: Final = re.compile(r"\bsubgroups?\b", re.IGNORECASE)
_LISTED_BEFORE: Final = re.compile(
    r"(?:[,;:]|\band|\bincluding|\bin|\bfor|\bamong|\bwith)\s+(?:in\s+|among\s+|for\s+)?(?:those\s+|the\s+)?"
    r"(?P<whom>(?!(?:HR|and|the)\b)[^,;:()]{2,60}?)\s*[(\[]\s*$"
)
# "In PD-L1 ≥1% (n = 604), the hazard ratio was"
_LEVEL: Final = re.compile(
    r"(?:^|[;:.]\s+)(?:In|Among|For|With)\s+(?:patients\s+with\s+)?(?P<level>[A-Z][\w-]*(?:\s[\w-]+)?\s*[≥≤<>]=?\s*\d[\d.]*\s*%?)"
    r"\s*(?:\([^()]*\))?,"
)
# "among those with a high score (P = .007), with rates of 40% and 33%"
_WITH_ON: Final = re.compile(
    r"\b(?:among|in|for)\s+(?:the\s+)?(?:patients|women|men|those|participants)\s+(?P<whom>(?:with(?:out)?|aged|who)\b[^,;:.()]{2,80}?)"
    r"(?:\s*\([^()]*\))?,\s+with\s"
)
# The whole trial's patients, as abstracts describe them.
_DISEASE: Final = re.compile(
    r"\b(?:advanced|metastatic|early|localized|locally|newly|previously|untreated|relapsed|refractory|"
    r"unresectable|recurrent|resected|completely)\b|\bwith\s+[\w\s-]*(?:cancer|carcinoma|lymphoma|"
    r"leuk[a]?emia|myeloma|melanoma|sarcoma|glioblastoma|NSCLC|SCLC|AML|CLL)$",
    re.IGNORECASE,
)
_LABELLED: Final = re.compile(r"^[\s•*]*(?P<name>[A-Z][a-z]+[\w-]*)\s+(?:patients|women|men)\s*:")
_ENTIRE: Final = {"ITT", "INTENTION TO TREAT"}


# "in patients who received placebo" says the arm, no choice of patients.
_TREATED: Final = re.compile(
    r"^who\s+did\s+not\b|^who\s+(?:(?:were|(?:had|have)(?:\s+\w+ly)?\s+been|had)\s+)?(?:\w+ly\s+)?(?:receiv\w+|took|taking|g[eo]t|treated|given|assigned|allocated|randomi[sz]ed"
    r"|underwent|started|initiated)\b",
    re.IGNORECASE,
)


# "the rates for patients with stage III disease were 72.9% and 68.7%"
_WHOM_WERE: Final = re.compile(
    r"\b(?:for|in|among)\s+(?:the\s+)?(?:subgroups?\s+of\s+)?(?:patients|pts|women|men|those|participants|adults)\s+"
    r"(?P<whom>(?:with(?:out)?|aged|younger|older|who|whose)\b[^,;:.()\d]{2,60}?(?:\d+\s+\w+[^,;:.()\d]{0,20}?)?)\s+(?:was|were|is|are)\s+(?=\d)"
)
# "the median among PD-L1-positive tumors was 13.8 months"
_CLASS_WERE: Final = re.compile(
    rf"\b(?:for|in|among)\s+(?:the\s+)?(?P<class>{_CHOICE})\s+(?:disease|tumou?rs?|cancers?|patients|women|men|participants)"
    r"\s+(?:was|were|is|are)\s+(?=\d)"
)
_ALL: Final = re.compile(
    r"\b(?:intent\w*[\s-]to[\s-]treat|overall|whole|entire|total|full|all|randomi[sz]ed|analysis"
    r"|sensitivity)\b",
    re.I,
)
_HAD: Final = re.compile(r"who\s+had\s+(?:\w+ly\s+)?(?:received|undergone|been\s+treated)\b")
ALL_OF_THEM: Final = re.compile(
    r"[\s)\]]*\b(?:in|among|for)\s+(?:the\s+)?(?:overall|entire|whole|full|total|all(?:[\s-]comers?)?|intent(?:ion)?-to-treat|ITT)"
    r"(?:\s+randomi[sz]ed)?(?:\s+(?:group|population|cohort|patients|analysis|set|study\s+population))?\b"
)


def is_everyone(text: str) -> bool:
    """Whether the words at the beginning of a text say that a value is of all patients."""
    return bool(ALL_OF_THEM.match(text))


def labelled(text: str) -> str:
    """Return the group a sentence begins with: "Premenopausal patients: ..."."""
    label = _LABELLED.match(text)
    return label["name"].lower() if label else ""


def beside(before: str, after: str, arm_words: set[str]) -> str:
    """Return the patients said right behind a number, else right before its bracket."""
    own = _WHOM_AFTER.match(after) or led_by(_WHOM_BEFORE, before, len(before))
    if own is None and _SUBGROUPS.search(before):
        listed = _LISTED_BEFORE.search(before)
        return re.sub(r"\s+", " ", listed["whom"]).strip() if listed else ""
    if own is None or (own["class"] or "").casefold() in arm_words:
        return ""
    if own.groupdict().get("sex"):
        return "" if own["sex"].casefold() in arm_words else str(own["sex"])
    if own.groupdict().get("set"):
        is_all = _ALL.search(own["set"]) or own["set"].casefold() in arm_words
        return "" if is_all else str(own["set"])
    if _TREATED.match(own["whom"] or "") or _names_arm(own["whom"] or "", arm_words):
        return ""
    return re.sub(r"\s+", " ", own["whom"] or own["class"])


def _names_arm(whom: str, arm_words: set[str]) -> bool:
    """Whether "with ..." goes on with the name of an arm."""
    rest = re.sub(r"^with(?:out)?\s+(?:the\s+)?", "", whom.casefold())
    is_with = rest != whom.casefold() and len(arm_words) > 1
    return is_with and any(rest.startswith(way) for way in arm_words)


def analysis_set(text: str, at: int) -> str | None:
    """Return the analysis set named before a place, "" for the whole trial, None for none."""
    sets = [match for match in _SET.finditer(text) if match.start() <= at]
    if not sets:
        return None
    name = re.sub(r"[\s-]+", " ", sets[-1]["set"]).strip()
    return "" if name.upper() in _ENTIRE else name.lower().replace(" ", "-")


def group_before(text: str, at: int, arm_words: set[str]) -> str:
    """Return the patients a sentence has limited itself to before a place, "" for none."""
    chosen = [m for m in _WHOM_CLASS.finditer(text) if m.end() <= at]
    if chosen and chosen[-1]["class"].casefold() not in arm_words:
        return str(chosen[-1]["class"])
    short = [m for m in _SHORT_CLASS.finditer(text) if m.end() <= at]
    name = short[-1]["class"] if short else ""
    if name and name.casefold() not in arm_words and not _NO_CLASS.match(name):
        return str(name)
    since = clause_at(text, at)[0]
    said = [m for m in _WHOM_WERE.finditer(text, since) if m.end() <= at]
    if said and not _names_arm(said[-1]["whom"], arm_words) and _chosen(said[-1]):
        return _chosen(said[-1])
    said = [m for m in _CLASS_WERE.finditer(text, since) if m.end() <= at]
    if said and said[-1]["class"].casefold() not in arm_words:
        return str(said[-1]["class"])
    level = [m for m in _LEVEL.finditer(text) if m.end() <= at]
    if level:
        return str(level[-1]["level"]).strip()
    subgroup = [m for m in _SUBGROUP.finditer(text) if m.start() <= at]
    if subgroup:
        return str(subgroup[-1]["name"])
    whom = [
        m for pattern in (_WHOM, _WITH_ON, _KIND) for m in pattern.finditer(text) if m.end() <= at
    ]
    if whom and _had_before(whom[-1]["whom"], arm_words):
        return re.sub(r"\s+", " ", whom[-1]["whom"]).strip()
    return _chosen(whom[-1]) if whom else ""


def _had_before(whom: str, arm_words: set[str]) -> bool:
    """Whether "who had received X" tells an earlier treatment: X is no arm."""
    said = _HAD.match(whom)
    return bool(said) and not any(way in whom.casefold() for way in arm_words)


def choice_around(text: str, at: int) -> str:
    """Return the patients of "Among patients without metastases (n = 98), ..." around a size."""
    whom = next((m for m in _WHOM.finditer(text) if m.end("whom") <= at < m.end()), None)
    return _chosen(whom) if whom else ""


def is_whole_trial(whom: str) -> bool:
    """Whether these words describe the disease all patients of a trial have."""
    return bool(_DISEASE.search(whom))


def _chosen(whom: "re.Match[str]") -> str:
    name = re.sub(r"\s+", " ", whom["whom"]).strip()
    return "" if is_whole_trial(name) or _TREATED.match(name) else name
