"""The front door: what is said and returned before any work starts, and where no window can be."""

import sys
from pathlib import Path

import pytest

import main
import resources

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["analyse"], "The following arguments are required: PROJECT"),
        (["analyse", "a", "--draws", "-3"], "Argument --draws: -3 is no whole number from 0 to"),
        (["analyse", "a", "b"], "Unrecognized arguments: b"),
        (["--nonsense"], "The following arguments are required: command"),
        (["reconstruct", "a.json", "--out", "o", "--method", "magic"], "invalid choice"),
        (["nothing-of-that-name"], "neither a file nor a command"),
        (["a.png", "b.png"], "One file at a time"),
        (["analyse", "gone.kmtrace"], "Could not read gone.kmtrace"),
    ],
)
def test_a_wrong_command_line_is_one_sentence_and_status_2(
    words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(words) == 2
    output = capsys.readouterr()
    assert sentence in output.err
    assert output.err.startswith("kmtrace: ")
    assert output.err.count("\n") == 1
    assert output.out == ""


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--help"]) == 0
    printed = capsys.readouterr().out
    assert all(command in printed for command in main.COMMANDS)


def test_a_project_that_is_none_is_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.kmtrace"
    path.write_bytes(b"hello")
    assert main.main(["analyse", str(path)]) == 2
    assert "is not a project of this program" in capsys.readouterr().err


def test_without_a_display_the_demo_runs(
    no_display: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    drawn: list[Path] = []
    monkeypatch.setattr(main, "_screenshot", lambda _project, target: drawn.append(target))
    assert main.main([]) == 0
    output = capsys.readouterr()
    assert "no display" in output.err
    assert "Median Experimental" in output.out
    assert (tmp_path / "demo-output" / "report.html").exists()
    assert drawn == [Path("demo-output/screenshot.png")]


def test_without_a_display_a_project_is_analysed(
    no_display: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main([str(resources.path("samples", "public-data.kmtrace"))]) == 0
    assert "Median Women" in capsys.readouterr().out


def test_without_a_display_a_figure_waits_for_one(
    no_display: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "figure.png"
    path.write_bytes(b"x")
    assert main.main([str(path)]) == 2
    assert "needs the window" in capsys.readouterr().err


def test_missing_system_libraries_are_named_with_the_line_to_install_them() -> None:
    text = "libEGL.so.1: cannot open shared object file: No such file or directory"
    if sys.platform == "linux":
        message = main._qt_missing(ImportError(text)).message
        assert "libEGL.so.1" in message
        assert "apt-get install --no-install-recommends libegl1 libgl1" in message
        assert "libxcb-cursor0" in message


def test_missing_window_libraries_stop_before_qt_can_abort(
    no_display: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DISPLAY", ":99")
    monkeypatch.setattr(main, "_x_server_answers", lambda: True)
    monkeypatch.setattr(main, "WINDOW_LIBRARIES", ("libnone-of-that-name.so.7",))
    assert main.main([]) == 2
    assert "libnone-of-that-name.so.7" in capsys.readouterr().err


def test_a_screen_that_does_not_answer_is_no_display(
    no_display: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":4242")
    if sys.platform == "linux":
        try:
            import ctypes

            ctypes.CDLL("libxcb.so.1")
        except OSError:
            pytest.skip("no xcb library here")
        assert not main._has_display()


def test_the_front_door_loads_no_window_and_no_statistics() -> None:
    import subprocess

    code = "import main, sys; print(sorted({m.split('.')[0] for m in sys.modules}))"
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in ("PySide6", "pyqtgraph", "lifelines", "pandas", "numpy", "numba"):
        assert f"'{name}'" not in loaded
