"""Which files the command ``digitize`` reads, where their results go, and what hints it takes."""

import json
from pathlib import Path

import pytest

from core.cli.digitize_jobs import find_paths, load_hints, make_jobs, unused_hints
from core.digitize.hints import Hints, hints_from
from core.errors import FileError, InputError


def folders(*names: str) -> list[str]:
    paths = [Path(name) for name in names]
    return [job.folder.name for job in make_jobs(paths, Path("out"), {})]


def test_results_go_to_a_folder_called_after_the_stem():
    assert folders("a/one.png", "b/two.v2.jpg") == ["one", "two.v2"]


def test_files_of_one_stem_are_told_apart_by_their_names():
    assert folders("a/one.png", "a/one.jpg", "two.png") == ["one.png", "one.jpg", "two"]


def test_files_of_one_name_are_told_apart_by_the_folder_they_lie_in():
    jobs = make_jobs([Path("a/fig.png"), Path("b/fig.png")], Path("out"), {})
    assert [job.folder.name for job in jobs] == ["a-fig", "b-fig"]
    assert [job.name for job in jobs] == ["a/fig.png", "b/fig.png"]


def test_names_that_differ_in_letter_case_only_get_two_folders():
    named = folders("a/Fig.png", "b/fig.png", "c/x/fig.png", "d/x/fig.png")
    assert len({name.casefold() for name in named}) == 4


def test_a_folder_gives_its_figures_and_nothing_else(tmp_path):
    for name in ("b.PNG", "a.jpg", "notes.txt", ".hidden.png", "._a.jpg"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "inner.png").mkdir()
    assert [path.name for path in find_paths([tmp_path])] == ["a.jpg", "b.PNG"]


def test_a_pattern_no_shell_has_expanded_is_expanded(tmp_path):
    for name in ("fig1.png", "fig2.png", "other.png"):
        (tmp_path / name).write_bytes(b"")
    found = find_paths([tmp_path / "fig*.png"])
    assert [path.name for path in found] == ["fig1.png", "fig2.png"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path):
    odd = tmp_path / "fig [1] *.png"
    odd.write_bytes(b"")
    (tmp_path / "fig 1 x.png").write_bytes(b"")
    assert find_paths([odd]) == [odd]


def test_what_is_not_there_stays_in_the_list_to_be_reported(tmp_path):
    wanted = [tmp_path / "gone.png", tmp_path / "none*.png"]
    assert find_paths(wanted) == wanted


def test_a_file_named_twice_is_read_once(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"")
    assert find_paths([path, tmp_path, path]) == [path]


def test_hints_under_a_figures_name_come_over_those_for_all():
    hints = {"time_unit": "months", "n_curves": 2, "a": {"n_curves": 3}}
    one, other = make_jobs([Path("a.png"), Path("b.png")], Path("out"), hints)
    assert one.hints == Hints(n_curves=3, time_unit="months")
    assert other.hints == Hints(n_curves=2, time_unit="months")


def test_a_value_that_no_hint_takes_is_named():
    (sentence,) = unused_hints({"n_curve": 2, "a.png": {}, "labels": []}, [Path("a.png")])
    assert '"n_curve"' in sentence
    assert "n_curves" in sentence


@pytest.mark.parametrize(
    ("hint", "value"),
    [
        ("x_range", [0]),
        ("x_range", [10, 0]),
        ("x_range", "0-48"),
        ("y_range", [0, float("nan")]),
        ("y_range", [False, True]),
        ("n_curves", 0),
        ("n_curves", 2.5),
        ("n_curves", "two"),
        ("n_curves", True),
        ("labels", "Placebo"),
        ("labels", ["Placebo", 3]),
        ("cumulative_incidence", "no"),
        ("time_unit", 12),
    ],
)
def test_a_hint_of_the_wrong_form_is_refused_by_name(hint, value):
    with pytest.raises(InputError, match=hint) as caught:
        hints_from({hint: value})
    assert caught.value.code == "A3"


def test_null_leaves_a_hint_open():
    assert hints_from(dict.fromkeys(("x_range", "n_curves", "labels", "time_unit"))) == Hints()


@pytest.mark.parametrize("text", ["", "[1, 2]", "{", '{"n_curves": }', "\x00"])
def test_a_hints_file_that_holds_no_object_is_refused(text, tmp_path):
    path = tmp_path / "hints.json"
    path.write_text(text)
    with pytest.raises(FileError, match=r"hints\.json"):
        load_hints(path)


def test_a_hints_file_may_begin_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "hints.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps({"n_curves": 2}).encode())
    assert load_hints(path) == {"n_curves": 2}
