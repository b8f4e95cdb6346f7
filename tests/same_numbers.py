"""Results compared as numbers: the last bits of a sum differ with where its arrays lie."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import pytest


def assert_same_numbers(one: Any, two: Any) -> None:
    """Raise AssertionError unless both hold the same values, numbers within 1e-9 of each other.

    Goes into dataclasses and tuples; anything else must be equal.
    """
    assert type(one) is type(two)
    if is_dataclass(one):
        for field in fields(one):
            assert_same_numbers(getattr(one, field.name), getattr(two, field.name))
    elif isinstance(one, tuple):
        assert len(one) == len(two)
        for left, right in zip(one, two, strict=True):
            assert_same_numbers(left, right)
    elif isinstance(one, float):
        assert one == pytest.approx(two, rel=1e-9, abs=1e-12, nan_ok=True)
    else:
        assert one == two
