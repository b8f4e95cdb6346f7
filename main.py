"""KMTrace: the window, or the same work without one. ``python main.py --help`` lists everything."""

import ctypes
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import resources
from core import VERSION
from core.errors import InputError

SAMPLE = "simulated-trial.kmtrace"
DEMO_FOLDER = Path("demo-output")
SCREENSHOT_SIZE = (1440, 900)
MOST_DRAWS = 10_000
PROJECT_SUFFIX = ".kmtrace"
WINDOW_LIBRARIES = (
    "libxcb-cursor.so.0",
    "libxkbcommon-x11.so.0",
    "libxcb-icccm.so.4",
    "libxcb-keysyms.so.1",
    "libxcb-shape.so.0",
)
APT = "apt-get install --no-install-recommends"
QT_PACKAGES = "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0"
WINDOW_PACKAGES = "libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit status: 0 done, 1 partly, 2 unusable input."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _let_every_character_print()
    _keep_matrices_on_one_thread()
    try:
        if not words or (words[0] not in COMMANDS and not words[0].startswith("-")):
            return _window(words)
        options = _parser().parse_args(words)
        return COMMANDS[options.command](options)
    except InputError as error:
        print(f"kmtrace: {error.message}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except SystemExit as stop:  # the help was shown
        return int(stop.code or 0)


# --- commands -----------------------------------------------------------------------------------


def _demo(options: Namespace) -> int:
    from core.cli.commands import run_demo

    return run_demo(options, resources.path("samples", SAMPLE), _screenshot)


def _analyse(options: Namespace) -> int:
    from core.cli.commands import run_analyse

    return run_analyse(options)


def _reconstruct(options: Namespace) -> int:
    from core.cli.reconstruct import run_reconstruct

    return run_reconstruct(options)


def _check(options: Namespace) -> int:
    from core.cli.check import run_check

    return run_check(options)


def _digitize(options: Namespace) -> int:
    from core.cli.digitize import run_digitize

    return run_digitize(options)


COMMANDS = {
    "demo": _demo,
    "analyse": _analyse,
    "reconstruct": _reconstruct,
    "digitize": _digitize,
    "check": _check,
}


def _count(text: str) -> int:
    """Return a number of draws; ArgumentTypeError where it is none."""
    if not text.isdecimal() or int(text[:9]) > MOST_DRAWS:
        raise ArgumentTypeError(f"{text[:40]} is no whole number from 0 to {MOST_DRAWS}")
    return int(text)


class _Parser(ArgumentParser):
    """Says what is wrong with the command line as one sentence."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message[:1].upper()}{message[1:]}. See {self.prog} --help.")


def _parser() -> ArgumentParser:
    parser = _Parser(
        prog="kmtrace",
        description="Reads a published Kaplan-Meier figure, reconstructs its patients and checks "
        "what the paper reports. Without a command it opens the window; "
        "kmtrace FILE opens a figure or a project in it.",
    )
    parser.add_argument("--version", action="version", version=f"KMTrace {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    for name, (words, add_options) in OPTIONS.items():
        command = commands.add_parser(name, help=words)
        add_options(command)
        command.add_argument("--json", action="store_true", help="one JSON object on stdout")
    return parser


def _demo_options(demo: ArgumentParser) -> None:
    demo.add_argument(
        "--out",
        type=Path,
        default=DEMO_FOLDER,
        metavar="DIR",
        help=f"where results go (default {DEMO_FOLDER})",
    )


def _analyse_options(analyse: ArgumentParser) -> None:
    analyse.add_argument("project", type=Path, metavar="PROJECT", help="a .kmtrace file")
    _draws_option(analyse, 100)


def _reconstruct_options(reconstruct: ArgumentParser) -> None:
    reconstruct.add_argument(
        "inputs",
        type=Path,
        nargs="+",
        metavar="INPUT.json",
        help="arms with their points and what is printed of them, as the README shows",
    )
    _out_option(reconstruct, "arm0.csv, arm1.csv ... (time, status) and result.json")
    reconstruct.add_argument(
        "--method",
        choices=("kmtrace", "guyot"),
        default="kmtrace",
        help="the estimator that uses all that is printed, or Guyot 2012 (default kmtrace)",
    )
    reconstruct.add_argument(
        "--plateau",
        action="store_true",
        help="Guyot only: add a point of the curve at each table time",
    )
    _draws_option(reconstruct, 0)


def _digitize_options(digitize: ArgumentParser) -> None:
    digitize.add_argument(
        "figures",
        type=Path,
        nargs="+",
        metavar="FIGURE",
        help="pictures, PDF or SVG files, folders",
    )
    _out_option(digitize, "project.kmtrace, curves, patients and result.json")
    digitize.add_argument(
        "--page",
        metavar="N",
        help="page of a PDF, counted from 1; without it every figure of every page is read",
    )
    digitize.add_argument(
        "--box",
        metavar="X0,Y0,X1,Y1",
        help="the part of the page: points from its upper left corner, pixels of a bitmap",
    )
    digitize.add_argument("--hints", type=Path, metavar="HINTS.json", help="what is known already")
    digitize.add_argument("--jobs", default="1", metavar="N", help="figures at a time")


def _check_options(check: ArgumentParser) -> None:
    check.add_argument(
        "text",
        nargs="+",
        metavar="TEXT|PROJECT",
        help="text files (- is standard input), PDFs and projects of one trial",
    )
    check.add_argument("--all", action="store_true", help="print the checks that hold, too")


def _out_option(command: ArgumentParser, what: str) -> None:
    command.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="DIR",
        help=f"gets a folder for each input: {what}",
    )


def _draws_option(command: ArgumentParser, n_draws: int) -> None:
    command.add_argument(
        "--draws",
        type=_count,
        default=n_draws,
        metavar="N",
        help=f"draw N sets of patients for intervals of the reading (default {n_draws})",
    )


OPTIONS = {
    "demo": ("the bundled sample through the whole chain", _demo_options),
    "analyse": ("recompute a project, print the comparison", _analyse_options),
    "reconstruct": ("coordinates to patients", _reconstruct_options),
    "digitize": ("figures to curves, risk table and patients", _digitize_options),
    "check": ("reported values out of a text, and their checks", _check_options),
}


# --- the window ---------------------------------------------------------------------------------


def _window(words: list[str]) -> int:
    """Show the window, or say what it lacks and do the useful thing without one."""
    if len(words) > 1:
        raise InputError(f"One file at a time: {' '.join(words)[:200]}. See kmtrace --help.")
    if words and not Path(words[0]).exists():
        raise InputError(f"{words[0]} is neither a file nor a command. See kmtrace --help.")
    if not _has_display():
        print("kmtrace: There is no display, so no window can be shown.", file=sys.stderr)
        return _without_window(words)
    missing = _missing_window_libraries()
    if missing:
        raise InputError(
            f"A window needs system libraries that are not here ({', '.join(missing)}). "
            f"On Debian or Ubuntu: {APT} {WINDOW_PACKAGES}"
        )
    try:
        from gui.run import run
    except ImportError as error:
        raise _qt_missing(error) from error
    return run(["kmtrace", *words])


def _without_window(words: list[str]) -> int:
    if words and words[0].endswith(PROJECT_SUFFIX):
        return COMMANDS["analyse"](_parser().parse_args(["analyse", words[0]]))
    if words:
        raise InputError(
            f"{words[0]} needs the window. Open it on a computer with a display, or read a "
            f"figure without one: digitize {words[0]} --out DIR."
        )
    print("kmtrace: Running the demo instead.", file=sys.stderr)
    return COMMANDS["demo"](_parser().parse_args(["demo"]))


def _screenshot(project: Path, target: Path) -> None:
    """Draw the window with a project into a picture, on no screen."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        from gui.app import screenshot
    except ImportError as error:
        raise _qt_missing(error) from error
    screenshot(project, target, SCREENSHOT_SIZE)


def _qt_missing(error: ImportError) -> InputError:
    """Turn "libEGL.so.1: cannot open shared object file" into what to install."""
    if sys.platform == "linux" and ".so" in str(error):
        library = str(error).split(":", 1)[0]
        return InputError(
            f"Qt needs a system library that is not here ({library}). On Debian or Ubuntu: "
            f"{APT} {QT_PACKAGES}; a window also needs {WINDOW_PACKAGES}"
        )
    return InputError(f"The window cannot be loaded: {error}. Install the program again.")


def _has_display() -> bool:
    """Tell whether Qt will find a screen: without one it aborts, and nothing can catch that."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    return bool(os.environ.get("DISPLAY")) and _x_server_answers()


def _x_server_answers() -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # the missing library is the more useful thing to name
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    answers = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return bool(answers)


def _missing_window_libraries() -> list[str]:
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return []
    if os.environ.get("WAYLAND_DISPLAY"):
        return []
    missing = []
    for name in WINDOW_LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def _keep_matrices_on_one_thread() -> None:
    """Set before numpy is loaded: matrices here are small, and each thread keeps memory."""
    for library in ("OMP", "OPENBLAS", "MKL"):
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")


def _let_every_character_print() -> None:
    """Keep old consoles from failing at a true minus or an en dash."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
