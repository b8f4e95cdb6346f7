"""Time to read claims, by paragraph and whole: python tests/benchmarks/text.py FILE..."""

import re
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from core.verify.text.reader import read_claims
from core.verify.text_checks import check_claims


def seconds_of(text: str) -> float:
    """Return the best of three readings."""
    times = []
    for _ in range(3):
        start = perf_counter()
        read_claims(text)
        times.append(perf_counter() - start)
    return min(times)


def measure(path: Path) -> None:
    """Print what one file takes."""
    text = path.read_text(encoding="utf-8")
    paragraphs = [part for part in re.split(r"\n\s*\n", text) if len(part) > 200]
    p50, p95 = 1000 * np.percentile([seconds_of(part) for part in paragraphs], [50, 95])
    whole = 1000 * seconds_of(text)
    claims = read_claims(text)
    start = perf_counter()
    checks = check_claims(claims)
    checked = 1000 * (perf_counter() - start)
    print(
        f"{path.name}: paragraph p50 {p50:.1f} ms, p95 {p95:.1f} ms ({len(paragraphs)}); whole "
        f"{whole:.0f} ms, {len(claims)} claims; {len(checks)} checks {checked:.0f} ms"
    )


if __name__ == "__main__":
    for name in sys.argv[1:]:
        measure(Path(name))
