"""A raised stop and one on the line are one sign, whichever the reader says."""

import numpy as np

from core.digitize.vector.alphabet import spell
from core.figure import ocr


def test_stops_read_as_raised_and_as_plain_agree(monkeypatch):
    said = iter(["0·2 0.4", "0.6 1·0"])

    def read_lines(pictures):
        return [ocr.TextLine(next(said), 1.0) for _ in pictures]

    monkeypatch.setattr(ocr, "read_lines", read_lines)
    words = [(0, 10, 2), (0, 10, 4), (0, 10, 6), (1, 10, 0)]

    def picture(line):
        return np.zeros((3, 3, 3), np.uint8)

    monkeypatch.setattr("core.digitize.vector.alphabet._LINE_LENGTH", 7)
    texts, is_sure = spell(words, picture)
    assert is_sure
    assert texts == dict(zip(words, ["0.2", "0.4", "0.6", "1.0"], strict=True))
