"""PySide6 6.12 lost a reference to None with every call of a Qt method that returns nothing."""

import sys

import pytest

N_CALLS = 20_000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_calls_that_return_nothing_do_not_use_up_none(qtbot):
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QLabel

    label, thing = QLabel(), QObject()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(N_CALLS // 2):
        label.setText(str(number))
        thing.setObjectName("a")
    assert sys.getrefcount(None) > before - N_CALLS // 20
