import platform
import sys

import pytest

from gui.memory import keep_small

HAS_GLIBC = platform.libc_ver()[0] == "glibc"


@pytest.mark.skipif(not HAS_GLIBC, reason="only glibc keeps an arena for every thread")
def test_the_c_library_takes_the_wish():
    assert keep_small()


def test_elsewhere_nothing_is_asked(monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr("ctypes.CDLL", lambda _name: pytest.fail("there is no such library"))
    assert not keep_small()


@pytest.mark.skipif(sys.platform == "win32", reason="no C library to open like this")
def test_another_c_library_is_left_alone(monkeypatch):
    monkeypatch.setattr("ctypes.CDLL", lambda _name: object())
    assert not keep_small()
