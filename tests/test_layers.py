"""Which way imports point, read from the source: the rules of the rooms."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted(
    path.relative_to(ROOT)
    for folder in ("core", "gui", "resources")
    for path in (ROOT / folder).rglob("*.py")
)
QT = {"PySide6", "shiboken6", "pyqtgraph"}
LAUNCHER = Path("core/launch.py")  # the entry point of the installed program
PICTURES = Path("resources/screenshots/make.py")  # a script that draws the window
# They cost seconds: only inside the function that needs them.
SLOW = {"lifelines", "pandas", "matplotlib", "onnxruntime", "rapidocr", "cv2"}
TOP_LEVEL = {
    *("gui", "core", "resources", "tests", "main.py", "pyproject.toml", "README.md"),
    *(".ci", ".gitignore", "LICENSE", ".pre-commit-config.yaml", ".git"),
}
# room -> rooms of core it may not import, because the idea is foreign to it.
FOREIGN = {
    "core.model": {"digitize", "figure", "reconstruct", "survival", "verify", "files", "analysis"},
    "core.digitize": {"reconstruct", "survival", "verify", "files", "patients", "analysis"},
    "core.figure": {"reconstruct", "survival", "verify", "files", "patients", "analysis"},
    "core.reconstruct": {"digitize", "figure", "survival", "verify", "files", "analysis"},
    "core.survival": {"digitize", "figure", "verify", "files", "analysis"},
    "core.verify": {"digitize", "figure", "files", "analysis"},
}


def imports(path: Path, *, top_only: bool = False) -> Iterator[str]:
    """Yield the absolute name of everything a module imports."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    package = path.with_suffix("").parts[:-1]
    for node in _at_import_time(tree) if top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join((*base, *filter(None, [node.module])))
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def _at_import_time(node: ast.AST) -> Iterator[ast.AST]:
    """Walk everything but the bodies of functions and what only type checkers read."""
    for child in ast.iter_child_nodes(node):
        is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        is_typing = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
        if not is_function and not is_typing:
            yield child
            yield from _at_import_time(child)


def inside(path: Path, room: str) -> bool:
    return ".".join(path.with_suffix("").parts).startswith(f"{room}.")


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_imports_respect_the_rooms(path: Path) -> None:
    names = set(imports(path))
    roots = {name.split(".")[0] for name in names}
    breaches = set()
    if path.parts[0] in ("core", "resources"):
        breaches |= roots & (QT | {"gui", "main"})
    breaches -= {LAUNCHER: {"main"}, PICTURES: {"gui"}}.get(path, set())
    if path.parts[0] == "core":
        breaches |= {name for name in names if name.split(".")[0] == "core"} - relative_names(path)
    for room, foreign in FOREIGN.items():
        if inside(path, room):
            breaches |= {name for name in names if set(name.split(".")[1:2]) & foreign}
    assert not breaches, f"{path} may not import {sorted(breaches)}"


def relative_names(path: Path) -> set[str]:
    """Return what a module imports with a leading dot."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    absolute = {
        f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not node.level
        for alias in node.names
    }
    absolute |= {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    return set(imports(path)) - absolute


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_slow_libraries_are_imported_where_they_are_used(path: Path) -> None:
    early = {name for name in imports(path, top_only=True) if name.split(".")[0] in SLOW}
    assert not early, f"{path} imports {sorted(early)} when it is itself imported"


def test_the_model_needs_nothing_but_the_standard_library() -> None:
    allowed = {*sys.stdlib_module_names, "core"}
    for path in MODULES:
        if inside(path, "core.model"):
            assert {name.split(".")[0] for name in imports(path)} <= allowed, path


def test_lifelines_has_one_importer() -> None:
    users = {path for path in MODULES if any(n.startswith("lifelines") for n in imports(path))}
    strangers = {path for path in users if not inside(path, "core.survival")}
    assert strangers <= {Path("resources/samples/draw_samples.py")}


def test_panels_and_figure_meet_in_the_session_only() -> None:
    for path in MODULES:
        names = set(imports(path))
        if inside(path, "gui.panels"):
            assert not {name for name in names if name.startswith("gui.figure")}, path
        if inside(path, "gui.figure"):
            assert not {name for name in names if name.startswith("gui.panels")}, path


def test_tools_of_the_figure_know_no_qt_and_no_session() -> None:
    path = Path("gui/figure/tools.py")
    if (ROOT / path).exists():
        names = set(imports(path))
        assert not {name for name in names if name.split(".")[0] in QT}
        assert not {name for name in names if name.startswith("gui.session")}


def test_only_the_composition_root_knows_the_main_window() -> None:
    for path in MODULES:
        if path not in {Path("gui/app.py"), Path("gui/main_window.py")}:
            assert not {name for name in imports(path) if "main_window" in name}, path


def test_nothing_new_at_the_top_level() -> None:
    import subprocess

    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    assert {line.split("/")[0] for line in listed.stdout.splitlines()} <= TOP_LEVEL


def test_modules_keep_to_the_size_the_house_style_gives_them() -> None:
    long = {str(p): n for p in MODULES if (n := len((ROOT / p).read_text().splitlines())) > 500}
    assert not long, f"split these: {long}"


def test_the_reader_of_imports_resolves_dots() -> None:
    names = set(imports(Path("core/results.py")))
    assert {"core.arrays.FloatArray", "core.model.document.Document"} <= names
