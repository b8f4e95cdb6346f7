import pytest

from core.model.document import Arm, Document
from gui.panels.risk_paste import parse_block, times_every, with_pasted

TWO_ARMS = Document(arms=(Arm("a", "Active"), Arm("b", "Control")), risk_times=("0", "6", "12"))


@pytest.mark.parametrize(
    "text",
    [
        "310 203 155",
        "310\t203\t155",
        "310;203;155",
        "310,203,155",
        "310, 203, 155",
        "| 310 | 203 | 155 |",
        "  310   203\u00a0155  ",
        "\ufeff310\t203\t155\r\n",
        "\u200f310 203 155",
        "310\n203\n155",
    ],
)
def test_one_row_is_read_however_it_is_separated(text):
    table = parse_block(text)
    assert table.times == ()
    assert [row.cells for row in table.rows] == [("310", "203", "155")]


@pytest.mark.parametrize(
    "text",
    [
        "Months\t0\t6\t12\nActive\t310\t203\t155\nControl\t306\t178\t112",
        "\t0\t6\t12\nActive\t310\t203\t155\nControl\t306\t178\t112",
        "No. at risk\nTime 0 6 12\nActive 310 203 155\nControl 306 178 112",
        "0 6 12\nActive\n310 203 155\nControl\n306 178 112",
        "Month;Active;Control\n0;310;306\n6;203;178\n12;155;112",
    ],
)
def test_a_block_brings_times_and_rows(text):
    table = parse_block(text)
    assert table.times == ("0", "6", "12")
    assert [row.cells for row in table.rows] == [("310", "203", "155"), ("306", "178", "112")]


def test_labels_may_hold_numbers():
    (row,) = parse_block("Fulvestrant 500 mg 362 216 163").rows
    assert (row.label, row.cells) == ("Fulvestrant 500 mg", ("362", "216", "163"))


def test_counts_in_brackets_are_kept_apart():
    (row,) = parse_block("Active 310 (0) 203 (12) 155 (31)").rows
    assert row.cells == ("310", "203", "155")
    assert row.second == ("0", "12", "31")


def test_a_missing_cell_stays_empty_and_keeps_its_place():
    (row,) = parse_block("310\t–\t155\t\t92").rows
    assert row.cells == ("310", "", "155", "", "92")


def test_thousands_are_kept_as_printed():
    (row,) = parse_block("5,242\t5,101\t4,998").rows
    assert row.cells == ("5,242", "5,101", "4,998")


@pytest.mark.parametrize("text", ["", "\n\n", "no numbers here", "–"])
def test_text_without_numbers_has_no_rows(text):
    assert parse_block(text).rows == ()


def test_rows_go_to_the_arms_they_name():
    table = parse_block("Control 306 178 112\nActive 310 203 155")
    document, left_out = with_pasted(TWO_ARMS, table, arm_id="a", column=0)
    assert document.arm("a").at_risk == ("310", "203", "155")
    assert document.arm("b").at_risk == ("306", "178", "112")
    assert left_out == ""


def test_a_single_row_starts_at_the_focused_cell():
    document, _ = with_pasted(TWO_ARMS, parse_block("178 112"), arm_id="b", column=1)
    assert document.arm("b").at_risk == ("", "178", "112")
    assert document.arm("a").at_risk == ()


def test_pasted_times_replace_the_times():
    table = parse_block("0 4 8\nActive 310 203 155\nControl 306 178 112")
    document, _ = with_pasted(TWO_ARMS, table, arm_id="b", column=2)
    assert document.risk_times == ("0", "4", "8")
    assert document.arm("a").at_risk == ("310", "203", "155")


def test_without_arms_each_row_makes_one():
    table = parse_block("Months 0 4\nActive 310 203\nControl 306 178")
    document, _ = with_pasted(Document(), table, arm_id=None, column=0)
    assert [(arm.name, arm.at_risk) for arm in document.arms] == [
        ("Active", ("310", "203")),
        ("Control", ("306", "178")),
    ]


def test_rows_without_an_arm_are_named_in_a_sentence():
    table = parse_block("310 203\n306 178\n300 170")
    _, left_out = with_pasted(TWO_ARMS, table, arm_id="a", column=0)
    assert left_out == "1 pasted row has no arm. Add an arm first, then paste again."


def test_brackets_become_the_censored_row_or_are_left_out():
    table = parse_block("310 (0) 203 (12)")
    document, _ = with_pasted(TWO_ARMS, table, arm_id="a", column=0)
    assert document.arm("a").censored == ("0", "12")
    document, _ = with_pasted(TWO_ARMS, table.without_brackets(), arm_id="a", column=0)
    assert document.arm("a").censored == ()


def test_times_every_reach_the_last_one():
    assert times_every(6, 36) == ("0", "6", "12", "18", "24", "30", "36")
    assert times_every(0.1, 0.3) == ("0", "0.1", "0.2", "0.3")
    assert times_every(5, 12) == ("0", "5", "10")
    assert times_every(0, 12) == ()
    assert times_every(1e-9, 12) == ()
