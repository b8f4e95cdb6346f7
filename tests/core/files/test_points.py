"""Tables of points as programs and people write them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core.errors import FileError
from core.files.points import load_points, read_points, read_times

SHARED = Path(__file__).resolve().parents[4] / "shared"
TIME, SURVIVAL = [0.0, 1.5, 2.25, 10.0], [1.0, 0.9, 0.85, 0.1]


@pytest.mark.parametrize(
    "text",
    [
        "time,survival\n0,1\n1.5,0.9\n2.25,0.85\n10,0.1\n",
        "0,1\n1.5,0.9\n2.25,.85\n10,0.10",
        "0;1\n1,5;0,9\n2,25;0,85\n10;0,1\n",
        "Zeit;Anteil\r\n0;1\r\n1,5;0,9\r\n2,25;0,85\r\n10;0,1\r\n",
        "0\t1\n1,5\t0,9\n2,25\t0,85\n10\t0,1",
        "t S\n0 1\n1.5 0.9\n2.25 0.85\n10 0.1",
        "0 1\n1,5 0,9\n2,25 0,85\n10 0,1",
        "  0   1.0\n  1.5   9e-1\n\n 2.25 0.85\n# end\n10 0.1",
        "0, 100\n1.5, 90\n2.25, 85\n10, 10",
        "0,100%\n1.5,90%\n2.25,85%\n10,10%",
        '"time","surv"\n"0","1"\n"1.5","0.9"\n"2.25","0.85"\n"10","0.1"',
        '"0,0";"1"\n"1,5";"0,9"\n"2,25";"0,85"\n"10";"0,1"',
        "index,time,S\n1,0,1\n2,1.5,0.9\n3,2.25,0.85\n4,10,0.1",
        "1 0 1\n2 1.5 0.9\n3 2.25 0.85\n4 10 0.1",
        "surv,n,time\n1,5,0\n.9,5,1.5\n.85,5,2.25\n.1,4,10",
        "\ufefftime,survival\n0,1\n1.5,0.9\n2.25,0.85\n10,0.1",
        "0,1\n1.5,0.9\n2.25,0.85\u200b\n\u00a010,0.1\u00a0",
    ],
)
def test_one_table_in_many_spellings(text: str) -> None:
    points = read_points(text, "a.csv")
    assert_allclose(points.time, TIME)
    assert_allclose(points.survival, SURVIVAL)


def test_percent_is_converted_and_said() -> None:
    points = read_points("0,100\n5,50", "a.csv")
    assert_array_equal(points.survival, [1.0, 0.5])
    assert "percent" in points.findings[0].message


def test_a_small_excess_over_one_is_not_percent() -> None:
    assert read_points("0,1.004\n5,0.5", "a.csv").survival[0] == 1.004


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no rows of numbers"),
        ("time,survival\n", "no rows of numbers"),
        ("time,survival\n0,1\n3,\n", "line 3: an empty cell is no survival"),
        ("0,1\n3,nan", "line 2: “nan” is no survival"),
        ("0,1\n3,inf", "is no survival"),
        ("0,1\n3,1_0", "is no survival"),
        ("0,1\nx,0.5", "line 2: “x” is no time"),
        ("0\n1\n2", "two numbers are needed"),
        ("0,1\n1,900", "holds a survival of 9"),
        ("1,5,0,9\n2,5,0,8", "two ways"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, words: str) -> None:
    with pytest.raises(FileError) as caught:
        read_points(text, "a.csv")
    assert words in caught.value.message
    assert caught.value.message.endswith(".")


@given(st.text(max_size=200))
def test_any_text_is_points_or_a_sentence(text: str) -> None:
    try:
        points = read_points(text, "a.csv")
    except FileError:
        return
    assert points.time.size == points.survival.size > 0
    assert np.all(np.isfinite(points.time))


NUMBERS = st.floats(0, 100).map(lambda value: round(value, 4))
TABLES = st.lists(st.tuples(NUMBERS, st.floats(0, 1).map(lambda v: round(v, 6))), min_size=2)


@given(TABLES, st.sampled_from([",", ";", "\t", " "]))
def test_separators_change_nothing(table: list[tuple[float, float]], separator: str) -> None:
    text = "\n".join(f"{time:.4f}{separator}{height:.6f}" for time, height in table)
    points = read_points(text, "a.csv")
    assert_allclose(points.time, [time for time, _ in table])
    assert_allclose(points.survival, [height for _, height in table])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_spreadsheets_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Überlebenszeit;Anteil\n0;1\n1,5;0,9".encode(encoding))
    assert_allclose(load_points(path).time, [0, 1.5])


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"Could not read gone\.csv"):
        load_points(tmp_path / "gone.csv")


def test_clicks_of_another_program_are_found_by_their_names() -> None:
    if not SHARED.is_dir():
        pytest.skip("the shared figures are not beside the repository")
    points = load_points(SHARED / "figures" / "confirm_pfs" / "clicks_fulvestrant_500.csv")
    assert 0 < points.time[0] < 0.2
    assert 0.99 < points.survival[0] < 1


def test_a_column_of_times_is_read_sorted_with_a_header_or_without(tmp_path: Path) -> None:
    path = tmp_path / "ticks.csv"
    path.write_text("time\n5.5\n2\n")
    assert_array_equal(read_times(path), [2, 5.5])
    path.write_text("5.5\n2\n")
    assert_array_equal(read_times(path), [2, 5.5])
    path.write_text("time\n")
    assert read_times(path).size == 0
