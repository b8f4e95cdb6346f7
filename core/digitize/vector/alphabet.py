"""Words written in unknown signs: a few are read from pictures, then all are spelled with them."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

_LINE_LENGTH = 24  # signs read at once
_READ_TWICE = 2  # every sign is read in as many different words, where there are
_SURE = 0.7  # share of the readings of a sign that must agree

_POINTS = str.maketrans("·•∙⋅", "....")  # one full stop, raised or not

Signs = tuple[int, ...]
Picture = Callable[[list[Signs]], NDArray[np.uint8]]


def spell(words: Sequence[Signs], picture: Picture) -> tuple[dict[Signs, str], bool]:
    """Return what each word says, and whether every sign means the same in all words read.

    Parameters
    ----------
    words : sequence of tuple of int
        The signs of each word, in any numbering; those that are to be read
        together come next to each other.
    picture : callable
        Draws words one behind the other with wide gaps, BGR pixels.
    """
    different = list(dict.fromkeys(words))
    texts = _read(_chosen(different), picture)
    votes: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for signs, text in texts.items():
        if len(text) == len(signs):
            for sign, letter in zip(signs, text, strict=True):
                votes[sign][letter] += len(signs)
    letter_of = {sign: max(of, key=lambda letter: of[letter]) for sign, of in votes.items()}
    is_sure = all(max(of.values()) >= _SURE * sum(of.values()) for of in votes.values())
    spelled = {
        signs: "".join(letter_of[sign] for sign in signs)
        if all(sign in letter_of for sign in signs)
        else texts.get(signs, "")
        for signs in different
    }
    return spelled, is_sure


def _chosen(words: list[Signs]) -> list[Signs]:
    """Words that hold every sign twice where they can, in the order given; long ones first."""
    seen: dict[int, int] = defaultdict(int)
    chosen: set[Signs] = set()
    for word in sorted(words, key=len, reverse=True):
        if min(seen[sign] for sign in word) < _READ_TWICE:
            chosen.add(word)
            for sign in word:
                seen[sign] += 1
    return [word for word in words if word in chosen]


def _read(words: list[Signs], picture: Picture) -> dict[Signs, str]:
    """What the words say, read several at once, one by one where that fails."""
    from ...figure.ocr import read_lines

    lines: list[list[Signs]] = []
    for word in words:
        n_before = sum(len(one) + 1 for one in lines[-1]) if lines else _LINE_LENGTH
        if n_before + len(word) > _LINE_LENGTH:
            lines.append([])
        lines[-1].append(word)
    texts: dict[Signs, str] = {}
    missed: list[Signs] = []
    for line, read in zip(lines, read_lines([picture(line) for line in lines]), strict=True):
        pieces = _plain(read.text).split()
        if len(pieces) == len(line):
            texts.update(zip(line, pieces, strict=True))
        else:
            missed += line
    for word, read in zip(missed, read_lines([picture([word]) for word in missed]), strict=True):
        texts[word] = "".join(_plain(read.text).split())
    return texts


def _plain(text: str) -> str:
    """The same letters in their usual form: III may be read as one sign, a stop as raised."""
    return unicodedata.normalize("NFKC", text).translate(_POINTS)
