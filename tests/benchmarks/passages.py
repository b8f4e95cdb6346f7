"""How well claims are read out of the labelled passages: python tests/benchmarks/passages.py [-v].

The halves, or sets, are those of ``tests/reference/passages*.txt``; name them to choose. Each was
read once before the rules were mended on it; what those first readings found is at their head.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "core" / "verify" / "text"))

from passages import score

from core.verify.text.doubts import SURE


def main() -> int:
    """Print recall and precision of each half; with -v every miss of the halves named."""
    chosen = [word for word in sys.argv[1:] if not word.startswith("-")]
    for half in chosen or ("tuning", "held"):
        found = score(half)
        undoubted = sum(claim.confidence > SURE for _, claim in found.wrong)
        print(
            f"{half:12} recall {found.recall:.1%} of {found.n_facts}, "
            f"precision {found.precision:.1%} of {found.n_claims}, undoubted wrong {undoubted}"
        )
        if "-v" in sys.argv:
            for name, fact in found.missed:
                print("  missed", name, {k: v for k, v in fact.items() if v})
            for name, claim in found.wrong:
                fields = ("kind", "endpoint", "arm", "comparator", "value", "unit", "ci_low")
                fields += ("ci_high", "p_value", "x", "n", "time", "population", "adjusted")
                print("  wrong ", name, [getattr(claim, f) for f in fields])
    return 0


if __name__ == "__main__":
    sys.exit(main())
