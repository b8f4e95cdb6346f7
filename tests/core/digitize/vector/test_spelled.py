"""Text drawn as outlines is spelled letter by letter, at the places of its shapes."""

import numpy as np
import pytest

from core.digitize.vector.spelled import spelled_words
from core.figure.drawing import Drawing, Stroke

WORDS = (
    ("0.25", 40, 100),
    ("0.50", 40, 60),
    ("0.75", 40, 20),
    ("12", 100, 130),
    ("36", 160, 130),
    ("48", 220, 130),
    ("Control", 20, 160),
    ("119", 100, 160),
    ("67", 160, 160),
    ("Radiotherapy", 20, 175),
    ("Stage", 20, 190),
    ("II", 49, 190),
)


def outlined(words, size=9.0, turned=False):
    """A drawing of words as programs write outlines: one path a letter."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath, TextToPath

    font, strokes = FontProperties(family="DejaVu Sans", size=size), []
    for text, left, base in words:
        pen = 0.0
        for letter in text:
            shape = TextPath((0, 0), letter, prop=font)
            group = len(strokes) + 1
            for corners in shape.to_polygons():
                across, upward = corners[:, 0] + pen, corners[:, 1]
                points = np.column_stack([left + across, base - upward])
                if turned:
                    points = np.column_stack([left - upward, base - across])
                strokes.append(Stroke(points, None, (0, 0, 0), 0.0, (), group, True, True))
            pen += TextToPath().get_text_width_height_descent(letter + "n", font, False)[0]
            pen -= TextToPath().get_text_width_height_descent("n", font, False)[0]
    return Drawing(300, 220, tuple(strokes), ())


@pytest.fixture(scope="module")
def read():
    return {(word.text, word.box): word for word in spelled_words(outlined(WORDS))}


def test_every_word_is_spelled_where_it_stands(read):
    assert sorted(text for text, _ in read) == sorted(text for text, _, _ in WORDS)
    left = {text: box[0] for text, box in read}
    assert all(abs(left[text] - at) < 2 for text, at, _ in WORDS)


def test_words_that_run_upwards_are_spelled_too():
    upwards = [("Survival", 30, 180), ("0.5", 60, 180), ("10", 80, 180)]
    words = spelled_words(outlined(upwards, turned=True))
    assert sorted(word.text for word in words) == ["0.5", "10", "Survival"]
    assert all(word.angle == 90 for word in words)


def test_marks_that_stand_alone_time_and_again_are_no_letters():
    marks = [("+", 20 + 11 * k, 40 + 3 * k) for k in range(25)]
    words = spelled_words(outlined([*WORDS[3:6], *marks]))
    assert sorted(word.text for word in words) == ["12", "36", "48"]


def test_bars_beside_one_another_are_marks_and_no_numerals():
    bars = [("I", 235 + 3.1 * k, 130) for k in range(5)]
    words = spelled_words(outlined([*WORDS[3:6], *bars]))
    assert sorted(word.text for word in words) == ["12", "36", "48"]


def test_a_drawing_without_letters_has_no_words():
    curve = Stroke(np.array([[0.0, 0.0], [90.0, 40.0]]), (0, 0, 0), None, 1.0, (), 0)
    assert spelled_words(Drawing(100, 100, (curve,), ())) == ()
