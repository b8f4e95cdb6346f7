"""The guards of conftest.py must bite, or the rest of the suite proves less than it says."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CULPRITS = """
import multiprocessing, threading, time, warnings

import pytest
from PySide6.QtCore import QSettings, QTimer, qWarning
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

kept = []

def test_clean_window(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()

def test_modal_question(qtbot):
    QMessageBox.question(None, "a", "b")

def test_modal_exec(qtbot):
    QDialog().exec()

def test_timer(qtbot):
    kept.append(QTimer())
    kept[-1].start(1000)

def test_window(qtbot):
    kept.append(QWidget())
    kept[-1].show()

def test_thread():
    threading.Thread(target=time.sleep, args=(20,), daemon=True).start()

def test_process():
    multiprocessing.get_context("spawn").Process(target=time.sleep, args=(60,), daemon=True).start()

def test_python_warning():
    warnings.warn("x")

def test_qt_warning(qtbot):
    qWarning("x")

def test_network():
    import socket
    socket.create_connection(("192.0.2.1", 80), timeout=1)

def test_single_shot_may_still_fire(qtbot):
    kept.append(QTimer())
    kept[-1].setSingleShot(True)
    kept[-1].start(20)

def test_settings_are_private(qtbot, tmp_path):
    assert "kmtrace-tests-" in QSettings("KMTrace", "KMTrace").fileName()
"""
HARMLESS = {"test_clean_window", "test_single_shot_may_still_fire", "test_settings_are_private"}


def test_every_guard_bites_and_spares_the_harmless(tmp_path: Path) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_culprits.py").write_text(CULPRITS)
    command = [sys.executable, "-m", "pytest", "-q", "-rfE", "--tb=no", "-p", "no:cacheprovider"]
    run = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    names = set(re.findall(r"def (test_\w+)", CULPRITS))
    caught = set(re.findall(r"^(?:FAILED|ERROR) .*::(test_\w+)", run.stdout, re.MULTILINE))
    assert caught == names - HARMLESS, run.stdout + run.stderr
