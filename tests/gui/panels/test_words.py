import pytest

from gui.panels.words import brief_names


@pytest.mark.parametrize(
    ("names", "brief"),
    [
        (("Fulvestrant 500 mg", "Fulvestrant 250 mg"), ("500 mg", "250 mg")),
        (("SERM + OFS", "SERM alone"), ("SERM + OFS", "SERM alone")),
        (("Drug", "Placebo"), ("Drug", "Placebo")),
        (("High dose", "High dose plus drug"), ("dose", "dose plus drug")),
        (("Drug A", "Drug A"), ("A", "A")),
        (("Only one arm",), ("Only one arm",)),
        (("", "Drug"), ("", "Drug")),
        ((), ()),
    ],
)
def test_a_brief_name_leaves_out_what_all_begin_with_and_never_everything(names, brief):
    assert brief_names(names) == brief
