"""From a picture to patients without a hand: python tests/benchmarks/chain.py [--per-style 2].

Draws two-arm figures with numbers at risk, reads them as `digitize` does, takes all that is
proposed, reconstructs, and compares with the simulated patients. Prints markdown, one row a style.
"""

import argparse
import itertools
from dataclasses import replace
from typing import Any

import numpy as np
from digitizing import STYLES, Style, Truth, draw
from measures import area, measure, summary

from core.analysis import analyse
from core.digitize.accept import accepted
from core.digitize.pipeline import read_figure
from core.errors import InputError
from core.model.document import Document
from core.patients import PatientData, number_at_risk

LONE = ("colour", "grid", "bands", "ticks", "percent", "incidence", "sas", "ggplot", "stata")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--styles", nargs="*", default=LONE, help="parts of names")
    parser.add_argument("--per-style", type=int, default=2)
    parser.add_argument("--seed", type=int, default=4300)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    print("| style | log HR error | area x 1000 | events off, % | table off | not done |")
    print("| --- " * 6 + "|")
    rows = []
    for name, style in chosen(options.styles):
        own = []
        for number in range(options.per_style):
            own.append(chain(style, options.seed + 97 * len(rows) + number))
            if options.verbose:
                print(name, options.seed + 97 * len(rows) + number, own[-1])
        rows.append(own)
        print_row(name, own)
    print_row("all", [row for own in rows for row in own])


def chosen(parts: list[str]) -> list[tuple[str, Style]]:
    """Return the styles with these parts in their names, two arms each."""
    return [
        (name, replace(style, table="below"))
        for name, style in STYLES.items()
        if style.n_arms == 2 and any(part in name for part in parts)
    ]


def chain(style: Style, seed: int) -> dict[str, float] | None:
    """Return how far the patients of one figure are off; None where there are none."""
    pixels, truth = draw(style, seed)
    try:
        proposal = read_figure(pixels)
        document = accepted(Document(), proposal)
        analysis = analyse(document)
    except InputError:
        return None
    results = [analysis.arm(arm.id) for arm in document.arms]
    rebuilt = [result.reconstruction for result in results if result and result.reconstruction]
    true = [PatientData(*arm) for arm in truth.patients]
    if len(rebuilt) != len(true):
        return None
    # Names are another question: the curves say who is who.
    orders = itertools.permutations([one.patients for one in rebuilt])
    pairs = min(
        (list(zip(true, order, strict=True)) for order in orders),
        key=lambda pairs: sum(area(*pair) for pair in pairs),
    )
    row = measure(*zip(*pairs, strict=True))
    row["share"] = max(
        100 * abs(one.n_events - other.n_events) / max(one.n_events, 1) for one, other in pairs
    )
    row["table"] = max(np.abs(np.subtract(*at_risk(pair, truth))).max() for pair in pairs)
    return row


def at_risk(pair: tuple[PatientData, PatientData], truth: Truth) -> list[Any]:
    """Return the numbers at risk of both at the times of the table."""
    return [number_at_risk(one, truth.risk_times) for one in pair]


def print_row(name: str, rows: list[dict[str, float] | None]) -> None:
    """Print the errors of one style."""
    done = [row for row in rows if row is not None]
    print(
        f"| {name} | {summary([row['log_hr'] for row in done])} "
        f"| {summary([1000 * row['area'] for row in done], 1)} "
        f"| {summary([row['share'] for row in done], 1)} "
        f"| {sum(row['table'] > 0 for row in done)}/{len(done)} | {len(rows) - len(done)} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
