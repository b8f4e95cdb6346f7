"""What belongs to which panel of a picture."""

from core.digitize.axes.labels import Label, LabelLine
from core.digitize.panels import words_of_panel
from core.digitize.table.numerals import Numeral
from core.figure.ocr import Word


def axes(left):
    """Return the axes of a panel of 200 by 150 pixels."""

    def line(places, across):
        numeral = Numeral((0.0,), "0", 1.0, 0, 0, 10, 10)
        labels = tuple(Label(float(k), place, numeral) for k, place in enumerate(places))
        return LabelLine(labels, 0.0, 1.0, across)

    return line((left, left + 100, left + 200), 180.0), line((160, 85, 10), left - 10.0)


def test_the_legend_of_the_panel_beside_is_not_read():
    own, other = axes(50.0), axes(350.0)
    here, there = (Word("Placebo", 1.0, x, 20, x + 60, 32) for x in (180, 480))
    below = Word("Placebo", 1.0, 480, 200, 540, 212)
    assert words_of_panel((here, there, below), own, [own, other]) == (here, below)
    assert words_of_panel((here, there), other, [own, other]) == (there,)
