"""The wheel must hold every package of the tree, under one name."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _packages_in_tree() -> set[str]:
    found = {"kmtrace"}
    for room in ("core", "gui", "resources"):
        for init in (ROOT / room).rglob("__init__.py"):
            found.add(".".join(("kmtrace", *init.parent.relative_to(ROOT).parts)))
    return found


def test_pyproject_lists_every_package():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(settings["tool"]["setuptools"]["packages"]) == _packages_in_tree()


def test_every_folder_of_source_is_a_package():
    for room in ("core", "gui"):
        for module in (ROOT / room).rglob("*.py"):
            assert (module.parent / "__init__.py").exists(), module


def test_no_download_address_stands_in_pyproject():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "http" not in text.replace("https://github.com", "")
