"""What a figure against its report catches: python tests/benchmarks/figure_checks.py [n_trials].

Documents are generated trials as a person would have entered them, first as they are, then
with one mistake planted. "caught" is a row that differs or a check or finding that was not
there before; "named" that the first cause of Why? for the first such row, or the first new
finding, is the one planted; "told" also counts a row that agreed and is only close now: a digit
that moves a median by less than twice its reading band does no more.
"""

import os
import sys
from collections import Counter
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

import numpy as np
from figure_reports import PLANTS, analysed, true_document

from core.analysis import explain
from core.errors import Severity
from core.model.document import Document
from core.results import Analysis, Comparison, Verdict

N_TRIALS = 60


def flags_of(analysis: Analysis) -> set[str]:
    """Return what asks for attention: rows that differ, checks and findings."""
    rows = {f"row {row.measure}" for row in differing(analysis)}
    checks = {f"{check.id} {check.title}" for check in analysis.checks if check.state.is_flag}
    heavy = (Severity.WARNING, Severity.BLOCK)
    found = {f"{one.code} {one.place}" for one in analysis.findings if one.severity in heavy}
    return rows | checks | found


def differing(analysis: Analysis) -> list[Comparison]:
    """Return the rows that differ."""
    return [row for row in analysis.comparisons if row.verdict is Verdict.DIFFERS]


def agreeing(analysis: Analysis) -> set[str]:
    """Return the measures whose rows agree."""
    return {row.measure for row in analysis.comparisons if row.verdict is Verdict.AGREES}


def first_cause(before: Analysis, after: Analysis) -> str:
    """Return the title of the first cause told for what is new."""
    known = {row.measure for row in differing(before)}
    fresh = [row for row in differing(after) if row.measure not in known]
    told = [explain(after, row) for row in fresh]
    if any(told):
        return next(reasons[0].title for reasons in told if reasons)
    for check in after.checks:
        if check.id == "T2" and check.state.is_flag and check not in before.checks:
            words = {"one-sided": "Sides", "interval were": "Level"}
            named = next((word for part, word in words.items() if part in check.would_fit), "")
            return named or "P does not follow"
    if fresh:
        return "no cause"
    table = ("R7", "R9")
    if any(one.code in table for one in after.findings if one not in before.findings):
        return "Risk table"
    new = [check for check in after.checks if check.state.is_flag and check not in before.checks]
    return "Risk table" if any(check.id in ("F4", "F6", "F8") for check in new) else "nothing"


def planted(name: str, documents: list[tuple[Document, object, Analysis]]) -> None:
    """Print how many of one mistake are caught and named."""
    plant, causes = PLANTS[name]
    random = np.random.default_rng(5)
    n_planted = n_caught = n_named = n_told = 0
    told: Counter[str] = Counter()
    for document, trial, before in documents:
        changed = plant(document, trial, random)  # type: ignore[arg-type]
        if changed is None:
            continue
        after = analysed(changed)
        n_planted += 1
        caught = bool(flags_of(after) - flags_of(before))
        cause = first_cause(before, after) if caught else "missed"
        n_caught += caught
        n_told += caught or bool(agreeing(before) - agreeing(after))
        n_named += cause in causes
        told[cause] += 1
    share = max(n_planted, 1)
    shares = " ".join(f"{count / share:7.1%}" for count in (n_caught, n_named, n_told))
    print(f"{name:34} {shares} {n_planted:5}   {dict(told)}", flush=True)


def main() -> int:
    """Print false alarms and the table of planted mistakes."""
    numbers = [int(text) for text in sys.argv[1:] if text.isdigit()]
    documents = []
    alarms: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    for seed in range(numbers[0] if numbers else N_TRIALS):
        document, trial = true_document(seed)
        analysis = analysed(document)
        documents.append((document, trial, analysis))
        verdicts.update(
            f"{row.kind.value} {row.verdict.value if row.verdict else '-'}"
            for row in analysis.comparisons
        )
        alarms.update(flag.split(" ")[0] for flag in flags_of(analysis))
    print(f"{len(documents)} trials as they are: {dict(alarms) or 'no flag'}")
    print(f"  rows by verdict: {dict(verdicts)}")
    print(f"\n{'planted':34} {'caught':>7} {'named':>7} {'told':>7} {'n':>5}   first cause told")
    for name in [n for n in PLANTS if not sys.argv[2:] or any(w in n for w in sys.argv[2:])]:
        planted(name, documents)
    return 0


if __name__ == "__main__":
    sys.exit(main())
