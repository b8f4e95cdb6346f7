"""Names that people type become names every system takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.files.names import MAX_LENGTH, clean_file_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Fulvestrant 500 mg", "Fulvestrant-500-mg"),
        ("a/b\\c:d*e?f", "a-b-c-d-e-f"),
        ("../../etc/passwd", "etc-passwd"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ("ends with dots...", "ends-with-dots"),
        ("", "untitled"),
        ("...", "untitled"),
        ("λ–arm", "λ–arm"),
        ("line\nbreak\x00", "line-break"),
        ("\u202egnp.exe", "gnp.exe"),
        ("-rf", "rf"),
    ],
)
def test_text_becomes_a_name(text: str, name: str) -> None:
    assert clean_file_name(text) == name


def test_the_suffix_fits_within_the_length() -> None:
    name = clean_file_name("x" * 500, suffix=".csv")
    assert len(name) == MAX_LENGTH
    assert name.endswith(".csv")


@given(st.text(max_size=300))
def test_any_text_gives_a_harmless_name(text: str) -> None:
    name = clean_file_name(text)
    assert 0 < len(name) <= MAX_LENGTH + 1
    assert not set(name) & set('<>:"/\\|?*\0\n\r\t ')
    assert name[0] not in ".-"
    assert name[-1] not in ". "
    name.encode()
