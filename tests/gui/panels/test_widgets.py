import pytest
from PySide6.QtGui import QFontMetrics

from gui import theme
from gui.panels.widgets import fitting


@pytest.mark.parametrize(("room", "shown"), [(1.0, "{whole}"), (0.7, "… 500 mg")])
def test_a_name_without_room_says_what_tells_it_apart(qapp, room, shown):
    whole = "Fulvestrant 500 mg"
    metrics = QFontMetrics(theme.font("strong"))
    width = int(room * metrics.horizontalAdvance(whole)) + 1
    assert fitting(whole, "500 mg", metrics, width) == shown.format(whole=whole)


def test_a_name_with_less_room_than_that_keeps_its_ends(qapp):
    metrics = QFontMetrics(theme.font("strong"))
    shown = fitting("Fulvestrant 500 mg", "500 mg", metrics, metrics.horizontalAdvance("F…00"))
    assert "…" in shown
    assert not shown.startswith("… ")
