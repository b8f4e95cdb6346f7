"""Project files: what is saved is what is loaded, and what is not ours is refused in words."""

import json
import struct
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import FileError
from core.figure.raster import figure_file
from core.files.migrations import upgraded
from core.files.project import (
    VERSION,
    figure_findings,
    load_project,
    project_bytes,
    read_project,
    save_project,
)
from core.model import document as model
from core.model.claims import Claim, ClaimKind
from core.model.document import (
    Arm,
    Axis,
    AxisPoint,
    Calibration,
    Document,
    FigureFile,
    PixelPoint,
    ReportedKind,
    ReportedValue,
    Settings,
)
from core.model.region import Region, RegionKind

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
DOCUMENT = Document(
    figure=figure_file("Fig 2 λ.png", PNG),
    title="A trial",
    endpoint="PFS",
    calibration=Calibration(
        axis_points=(
            AxisPoint(Axis.TIME, PixelPoint(10.5, 200.25), "0"),
            AxisPoint(Axis.SURVIVAL, PixelPoint(10, 20), "100", confidence=0.75),
        ),
        time_unit="months",
        percent=True,
    ),
    arms=(
        Arm("a", "=cmd|' /C calc'!A0", trace=(PixelPoint(1, 2), PixelPoint(3.1, 4.7))),
        Arm("b", "Control", n="1 234", n_events="<10", at_risk=("12", "", "−3"), censored=("0",)),
        Arm("c", "Picked", line_colour=(0, 114, 178)),
    ),
    reference_arm_id="b",
    risk_times=("0", "6"),
    reported=(
        ReportedValue("r1", ReportedKind.MEDIAN, "NR", arm_id="a"),
        ReportedValue("r2", ReportedKind.HAZARD_RATIO, "0,80", ci="0,68–0,94", one_sided=True),
    ),
    settings=Settings(model.Engine.KMTRACE, median_rule=model.MedianRule.MIDPOINT),
    claims=(
        Claim(ClaimKind.RESPONSE, "CBR", "TOR120", value="41.3", x="19", n="46", place="Table 2"),
        Claim(ClaimKind.MEDIAN, "OS", "EXE", not_reached=True, sentence="…was not reached (μ)."),
    ),
    regions=(Region(RegionKind.KEEP_OUT, 5, 6.5, 20, 30),),
)


def archive(**members: bytes | str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "."), data)
    return stream.getvalue()


def raw_project() -> dict[str, Any]:
    with zipfile.ZipFile(BytesIO(project_bytes(DOCUMENT))) as opened:
        raw: dict[str, Any] = json.loads(opened.read("project.json"))
    return raw


def with_value(path: tuple[str | int, ...], value: Any) -> bytes:
    raw = raw_project()
    place: Any = raw
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] = value
    return archive(project__json=json.dumps(raw), figure__png=PNG)


def refusal(data: bytes) -> FileError:
    with pytest.raises(FileError) as caught:
        read_project(data, "study.kmtrace")
    assert caught.value.message.endswith(".")
    return caught.value


# --- what is saved is what is loaded ------------------------------------------------------------


def test_everything_entered_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "study.kmtrace"
    save_project(DOCUMENT, path)
    loaded = load_project(path)
    assert loaded == DOCUMENT
    assert loaded.figure is not None
    assert loaded.figure.data == PNG
    assert isinstance(loaded.arms[0].trace[0], PixelPoint)
    assert loaded.reported[0].kind is ReportedKind.MEDIAN


def test_saving_what_was_loaded_gives_the_same_bytes() -> None:
    first = project_bytes(DOCUMENT)
    assert project_bytes(read_project(first, "a")) == first


def test_a_document_without_regions_is_stored_as_it_was_before_there_were_any() -> None:
    text = project_bytes(replace(DOCUMENT, regions=(), arms=DOCUMENT.arms[:2]))
    assert b"regions" not in text
    assert b"line_colour" not in text


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("document", "regions", 0, "right"), 4, "Region 1"),
        (("document", "regions", 0, "top"), -1e9, "Region 1"),
        (("document", "arms", 2, "line_colour"), [0, 300, 0], "Arm 3, line_colour"),
    ],
)
def test_a_region_or_a_colour_that_cannot_be_is_refused(path, value, words) -> None:
    error = refusal(with_value(path, value))
    assert error.code == "J6"
    assert words in error.message


def test_an_empty_document_can_be_saved() -> None:
    assert read_project(project_bytes(Document()), "a") == Document()


def test_the_archive_can_be_read_by_hand() -> None:
    with zipfile.ZipFile(BytesIO(project_bytes(DOCUMENT))) as opened:
        assert opened.namelist() == ["project.json", "figure.png"]
        assert opened.read("figure.png") == PNG
        assert b'"title": "A trial"' in opened.read("project.json")


PIXEL = st.floats(-1e5, 1e5, allow_nan=False)
POINTS = st.lists(st.builds(PixelPoint, PIXEL, PIXEL), max_size=8).map(tuple)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
TEXTS = st.lists(TEXT, max_size=4).map(tuple)
ARMS = st.lists(
    st.builds(Arm, TEXT, TEXT, POINTS, POINTS, TEXT, TEXT, TEXTS, TEXTS),
    max_size=3,
    unique_by=lambda arm: arm.id,
).map(tuple)
REPORTED = st.lists(
    st.builds(ReportedValue, id=TEXT, text=TEXT, ci=TEXT, arm_id=st.none() | TEXT),
    max_size=3,
    unique_by=lambda value: value.id,
).map(tuple)
AXIS_POINTS = st.lists(
    st.builds(AxisPoint, at=st.builds(PixelPoint, PIXEL, PIXEL), value=TEXT), max_size=5
).map(tuple)
DOCUMENTS = st.builds(
    Document,
    figure=st.none() | st.builds(figure_file, TEXT, st.binary(max_size=40)),
    title=TEXT,
    calibration=st.builds(Calibration, axis_points=AXIS_POINTS),
    arms=ARMS,
    reported=REPORTED,
    risk_times=TEXTS,
)


@given(DOCUMENTS)
def test_any_document_survives_the_file(document: Document) -> None:
    data = project_bytes(document)
    loaded = read_project(data, "a")
    assert loaded == document
    assert project_bytes(loaded) == data


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300])
def test_a_point_nowhere_is_never_written(tmp_path: Path, value: float) -> None:
    path = tmp_path / "study.kmtrace"
    save_project(DOCUMENT, path)
    before = path.read_bytes()
    with pytest.raises(FileError) as caught:
        save_project(DOCUMENT.with_arm(Arm("c", "C", (PixelPoint(value, 1),))), path)
    assert caught.value.code == "J6"
    assert path.read_bytes() == before


def test_the_golden_file_of_version_1_still_opens() -> None:
    data = archive(
        project__json='{"format": "kmtrace", "version": 1, "figure": null, "document": '
        '{"title": "Old", "arms": [{"id": "a", "name": "A", "trace": [[1, 2.5]]}]}}'
    )
    assert read_project(data, "a") == Document(
        title="Old", arms=(Arm("a", "A", (PixelPoint(1, 2.5),)),)
    )


def test_fields_of_a_later_minor_version_are_passed_over() -> None:
    data = with_value(("document", "colour_of_the_cover"), "green")
    assert read_project(data, "a") == DOCUMENT


def test_older_files_are_brought_up_step_by_step() -> None:
    steps = {1: lambda raw: {**raw, "b": raw["a"]}, 2: lambda raw: {**raw, "c": raw["b"]}}
    assert upgraded({"version": 1, "a": 5}, 3, steps) == {"version": 3, "a": 5, "b": 5, "c": 5}


# --- refused ------------------------------------------------------------------------------------


def test_every_cut_is_noticed() -> None:
    data = project_bytes(DOCUMENT)
    for n_bytes in range(0, len(data), 37):
        assert refusal(data[:n_bytes]).code in {"J1", "J4"}


def test_a_damaged_file_points_to_its_backup(tmp_path: Path) -> None:
    path = tmp_path / "study.kmtrace"
    save_project(DOCUMENT, path)
    save_project(Document(), path)
    path.write_bytes(project_bytes(DOCUMENT)[:500])
    with pytest.raises(FileError, match=r"A backup from \d{4}-.* open study\.kmtrace\.bak"):
        load_project(path)


def test_a_flipped_bit_is_noticed_wherever_it_counts() -> None:
    data = project_bytes(DOCUMENT)
    for position in range(0, len(data), 11):
        changed = bytearray(data)
        changed[position] ^= 0x10
        try:
            loaded = read_project(bytes(changed), "a")
        except FileError:
            continue
        assert loaded == DOCUMENT


def test_a_newer_file_is_not_guessed_at() -> None:
    error = refusal(with_value(("version",), VERSION + 1))
    assert error.code == "J2"
    assert f"file version {VERSION + 1}" in error.message


@pytest.mark.parametrize("data", [b"", b"hello", archive(a__txt="x"), PNG])
def test_what_is_not_a_project_is_called_so(data: bytes) -> None:
    assert refusal(data).code == "J4"


def test_another_zip_with_a_project_json_is_not_ours() -> None:
    assert refusal(archive(project__json='{"format": "other", "version": 1}')).code == "J4"


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "C:\\x", "figure.png/..", "a.py"])
def test_unknown_members_are_refused(name: str) -> None:
    stream = BytesIO(project_bytes(DOCUMENT))
    with zipfile.ZipFile(stream, "a") as made:
        made.writestr(name, "x")
    assert refusal(stream.getvalue()).code == "J5"


def test_two_members_of_one_name_are_refused() -> None:
    stream = BytesIO(project_bytes(DOCUMENT))
    with (
        pytest.warns(UserWarning, match="Duplicate"),
        zipfile.ZipFile(stream, "a") as made,
    ):
        made.writestr("project.json", "{}")
    error = refusal(stream.getvalue())
    assert error.code == "J5"
    assert "two entries named project.json" in error.message


def test_a_link_is_refused() -> None:
    link = zipfile.ZipInfo("figure.png")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("project.json", json.dumps(raw_project()))
        made.writestr(link, "/etc/passwd")
    assert refusal(stream.getvalue()).code == "J5"


def test_a_locked_entry_is_refused() -> None:
    data = bytearray(project_bytes(DOCUMENT))
    central = data.find(b"PK\x01\x02")
    data[central + 8] |= 1
    assert refusal(bytes(data)).code == "J5"


def test_a_bomb_is_counted_while_it_is_read() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("project.json", json.dumps(raw_project()))
        made.writestr("figure.png", bytes(50_000_000))
    assert refusal(stream.getvalue()).code == "J5"


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("project.json", " " * 5_000_000)
    data = bytearray(stream.getvalue())
    central = data.find(b"PK\x01\x02")
    data[central + 24 : central + 28] = struct.pack("<I", 10)
    assert refusal(bytes(data)).code in {"J1", "J5"}


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (("document", "arms", 0, "trace", 1, 0), "3.1", "Arm 1, point 2, x: it is not a number."),
        (("document", "arms", 0, "trace", 1, 1), True, "Arm 1, point 2, y: it is not a number."),
        (("document", "arms", 0, "trace", 0, 0), None, "Arm 1, point 1, x: it is not a number."),
        (("document", "arms", 1, "name"), 7, "Arm 2, name: it is not text."),
        (("document", "arms", 1, "at_risk", 2), 12, "Arm 2, number at risk 3: it is not text."),
        (("document", "reported", 1, "one_sided"), 1, "Reported value 2, one_sided: it is not"),
        (("document", "reported", 0, "kind"), "mood", "Reported value 1, kind: this is not one"),
        (("document", "settings", "conf_level"), 95, "conf_level: not between 0 and 1"),
        (("document", "arms", 0, "trace", 0, 0), 1e300, "Arm 1, point 1: it lies outside"),
        (("document", "arms", 1, "id"), "a", "Two arms have the same id"),
        (("version",), True, "does not say its version"),
        (("version",), 1.0, "does not say its version"),
        (("document",), [], "Contents: it is not what it should be"),
    ],
)
def test_a_wrong_value_is_named(path: tuple[str | int, ...], value: Any, words: str) -> None:
    error = refusal(with_value(path, value))
    assert error.code == "J6"
    assert words in error.message


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000, "{", "'a'"])
def test_numbers_that_are_none_are_refused(text: str) -> None:
    data = archive(project__json=f'{{"format": "kmtrace", "version": 1, "document": {text}}}')
    assert refusal(data).code == "J6"


def test_a_field_given_twice_is_refused() -> None:
    data = archive(project__json='{"format": "kmtrace", "version": 1, "version": 1}')
    assert refusal(data).code == "J5"


@pytest.mark.parametrize("depth", [40, 5_000, 200_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    text = "[" * depth + "]" * depth
    data = archive(project__json=f'{{"format": "kmtrace", "version": 1, "x": {text}}}')
    assert refusal(data).code == "J5"


def test_too_many_points_are_refused() -> None:
    error = refusal(with_value(("document", "arms", 0, "trace"), [[1, 2]] * 200_001))
    assert "200001 points" in error.message


def test_too_many_claims_are_refused() -> None:
    error = refusal(with_value(("document", "claims"), [{"kind": "n"}] * 5_001))
    assert error.code == "J6"
    assert "5001 claims" in error.message


def test_an_interval_of_no_level_is_refused() -> None:
    error = refusal(with_value(("document", "claims", 1, "ci_level"), 100))
    assert "Claim 2, ci_level" in error.message


def test_a_project_without_a_ledger_opens_with_an_empty_one() -> None:
    raw = raw_project()
    del raw["document"]["claims"]
    loaded = read_project(archive(project__json=json.dumps(raw), figure__png=PNG), "a")
    assert loaded == replace(DOCUMENT, claims=())


def test_an_overlong_text_is_refused() -> None:
    assert refusal(with_value(("document", "title"), "x" * 64_001)).code == "J6"


def test_bytes_that_are_no_text_are_refused() -> None:
    assert refusal(archive(project__json=b'{"format": "\xff"}')).code == "J6"


def test_a_missing_figure_is_noticed() -> None:
    assert refusal(archive(project__json=json.dumps(raw_project()))).code == "J1"


def test_another_figure_is_a_warning_not_a_refusal() -> None:
    loaded = read_project(archive(project__json=json.dumps(raw_project()), figure__png=b"x"), "a")
    assert [finding.code for finding in figure_findings(loaded)] == ["J7"]
    assert figure_findings(DOCUMENT) == ()
    assert figure_findings(Document()) == ()


def test_a_file_that_vanished_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"Could not read gone\.kmtrace: it is not there"):
        load_project(tmp_path / "gone.kmtrace")


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    [
        ("document",),
        ("figure",),
        ("version",),
        ("document", "arms"),
        ("document", "arms", 0),
        ("document", "arms", 0, "trace"),
        ("document", "calibration"),
        ("document", "settings"),
        ("document", "reported", 0),
        ("document", "risk_times"),
        ("document", "figure"),
    ]
)


@given(FIELDS, JSON)
def test_any_json_in_any_field_is_a_document_or_a_sentence(
    path: tuple[str | int, ...], value: Any
) -> None:
    try:
        loaded = read_project(with_value(path, value), "a")
    except FileError:
        return
    assert read_project(project_bytes(loaded), "a") == loaded


@given(st.binary(max_size=300))
def test_any_bytes_are_a_sentence(data: bytes) -> None:
    for candidate in (data, b"PK\x03\x04" + data, archive(project__json=data)):
        with pytest.raises(FileError):
            read_project(candidate, "a")


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), min_size=1, max_size=9))
def test_damaged_projects_are_a_document_or_a_sentence(changes: list[tuple[int, int]]) -> None:
    data = bytearray(project_bytes(DOCUMENT))
    for position, value in changes:
        data[position % len(data)] = value
    try:
        loaded = read_project(bytes(data), "a")
    except FileError:
        return
    assert isinstance(loaded, Document)


@pytest.mark.parametrize("text", ["\ud800", "a\udcffb"])
def test_text_that_no_file_can_hold_is_a_sentence(text: str) -> None:
    with pytest.raises(FileError) as caught:
        project_bytes(Document(title=text))
    assert caught.value.code == "J6"


def test_the_page_and_the_part_of_it_come_back() -> None:
    figure = FigureFile("a.pdf", "0", b"%PDF-1.7", 3, (1.0, 2.0, 30.5, 40.0), 300.0)
    assert read_project(project_bytes(Document(figure=figure)), "a").figure == figure


def test_the_figure_may_be_any_file() -> None:
    document = Document(figure=FigureFile("a.svg", "0", b"<svg/>"))
    loaded = read_project(project_bytes(document), "a")
    assert loaded.figure is not None
    assert loaded.figure.data == b"<svg/>"
