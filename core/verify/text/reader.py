"""Reported values out of pasted text, each with the sentence and the place it was read at.

Rules and a small grammar for English journals and for numbers in German,
French, Spanish and Japanese; what it is not sure of has a low confidence, and
it never invents an arm or an endpoint.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from ..claims import Claim, ClaimKind
from .abroad_words import in_english_words
from .arms import FROM_TO, find_arms
from .doubts import BY_PLACE, doubted
from .grammar import VALUES, claims_of, of_both
from .lexicon import PLANNING
from .plain import make_plain, sentences, without
from .scene import Carried, Scene
from .setting import carry, make_scene
from .spelt import in_digits
from .tables import read_tables
from .when import time_for

GUESSED: Final = 0.7
# No word of any of the languages, but an address or a sequence: it only takes time.
_NO_WORD: Final = re.compile(
    r"[A-Za-z0-9]{200,}|(?:[A-Za-z0-9]{1,12}\s?[-+/&]\s?){30,}[A-Za-z0-9]*"
)


def read_claims(
    text: str,
    *,
    arm_names: Sequence[str] = (),
    reference: str = "",
    endpoint: str = "",
    should_stop: Callable[[], bool] = lambda: False,
) -> list[Claim]:
    """Return the claims of a text in the order printed.

    Parameters
    ----------
    text : str
        An abstract, a section, a caption or a whole paper, as pasted.
    arm_names : sequence of str
        Names the arms are known by already; those the text does not use change nothing.
    reference : str
        The one of them that is the reference, where known.
    endpoint : str
        What a P value or a median is about where the text names no endpoint; such a
        P is no claim without it.
    should_stop : callable
        Asked between sentences; once true, what was read so far is returned.

    Returns
    -------
    list of Claim
        Spans count the characters of ``text``; every number is the printed
        text with "." as its decimal mark.
    """
    plain = make_plain(_NO_WORD.sub(lambda run: " " * len(run.group()), text))
    arms = find_arms(re.sub(r"[\n\t]", " ", plain.text), arm_names, reference)
    plain = in_digits(in_english_words(plain))
    carried = Carried(about=endpoint)
    claims, tables = read_tables(plain, arms)
    claims = [replace(claim, span=plain.span(*claim.span)) for claim in claims]
    for sentence in sentences(without(plain, tables)):
        if should_stop():
            break
        scene = make_scene(sentence, arms, carried)
        for claim in _told(scene):
            start, end = (sentence.start + at for at in claim.span)
            claims.append(replace(claim, span=plain.span(start, end)))
        carry(scene)
        carried.paragraph = sentence.paragraph
    claims = [_guessed(claim, arms.guessed) for claim in claims]
    return doubted(sorted(claims, key=lambda claim: claim.span))


def _told(scene: Scene) -> list[Claim]:
    """Return the claims of a sentence and carry their time and order; a plan has none."""
    text, carried = scene.text, scene.carried
    if PLANNING.search(text) and not any(n.low for n in scene.numbers):
        return []
    found = of_both(text, list(claims_of(scene)))
    listed = dict.fromkeys(one.arm for one in found if one.kind in VALUES and one.arm)
    when = [(one.time, one.time_unit) for one in found if one.kind is ClaimKind.LANDMARK]
    values = [one.kind for one in found if one.kind in VALUES]
    carried.kind = values[-1] if values else carried.kind
    carried.times = tuple(dict.fromkeys(when)) or carried.times
    carried.time = when[-1] if when else _time_said(scene) or carried.time
    order = tuple(reversed(listed)) if FROM_TO.search(text) else tuple(listed)
    carried.listed = order if len(order) > 1 else carried.listed
    return found


def _time_said(scene: Scene) -> tuple[str, str] | None:
    """Return the time the percentages of a sentence are for, None where it says none."""
    first = next((one for one in scene.numbers if one.kind == "percent"), None)
    time = time_for(scene.text, first.start, scene.mentions) if first else ("", "")
    return time if time[0] else None


def _guessed(claim: Claim, guessed: set[str]) -> Claim:
    """Be less sure of a claim about an arm that only its place tells."""
    if not {claim.arm, claim.comparator} & guessed:
        return claim
    return replace(claim, confidence=min(claim.confidence, GUESSED), doubt=BY_PLACE)
