"""Reported values out of pasted text, each with the sentence and the place it was read at.

Rules and a small grammar for English journals and for numbers in German,
French, Spanish and Japanese; what it is not sure of has a low confidence, and
it never invents an arm or an endpoint.
"""

from collections.abc import Sequence
from dataclasses import replace

from .claims import Claim
from .text_arms import find_arms
from .text_grammar import claims_of
from .text_lexicon import PLANNING
from .text_plain import make_plain, sentences
from .text_scene import Carried, carry, make_scene


def read_claims(
    text: str, *, arm_names: Sequence[str] = (), reference: str = "", endpoint: str = ""
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

    Returns
    -------
    list of Claim
        Spans count the characters of ``text``; every number is the printed
        text with "." as its decimal mark.
    """
    plain = make_plain(text)
    arms = find_arms(plain.text.replace("\n", " "), arm_names, reference)
    carried = Carried(about=endpoint)
    claims: list[Claim] = []
    for sentence in sentences(plain):
        scene = make_scene(sentence, arms, carried)
        if not PLANNING.search(sentence.text):
            for claim in claims_of(scene):
                start, end = (sentence.start + at for at in claim.span)
                claims.append(replace(claim, span=plain.span(start, end)))
        carry(scene)
        carried.paragraph = sentence.paragraph
    return sorted(claims, key=lambda claim: claim.span)
