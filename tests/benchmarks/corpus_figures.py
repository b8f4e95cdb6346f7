"""How well the stored figures are read, one row a class: python tests/benchmarks/corpus_figures.py.

Reads the bitmaps of ``../shared/corpus/figures`` where that folder is present and
compares curves and axes with their truth; confirmation only, nothing is tuned on them.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from digitizing import ROOT, Array, Score, Truth, _kaplan_meier, run, summary

CORPUS = ROOT.parent / "shared" / "corpus"
BITMAPS = (".png", ".jpg")
HEAD = "| class | <= .005 / .01 / .015 % | median | curves | axis px | | | | | bad | good | s |"


def class_of(style: str) -> str:
    """Return the class of a figure's style, as the stored scorer names it."""
    if "cif" in style:
        return "cumulative incidence"
    if "jpg" in style:
        return "low-res JPEG"
    if style in ("mplbwdash", "mplbwnoticks", "rbasebw"):
        return "black-and-white dashed"
    return "colour PNG"


def figure_of(path: Path) -> tuple[Array, Truth, str]:
    """Return the pixels of a stored figure, the truth about it, and its class."""
    from PIL import Image

    told = json.loads((CORPUS / "figures_truth" / f"{path.stem}.json").read_text())
    data = np.genfromtxt(CORPUS / "cases" / told["case"] / "ipd.csv", delimiter=",", names=True)
    truth = Truth(incidence=told["cumulative_incidence"], has_marks=False, has_table=False)
    truth.names = list(told["labels"])
    for arm in np.unique(data["arm"]):
        own = data["arm"] == arm
        time, event = data["time"][own], data["status"][own] > 0
        where, survival = _kaplan_meier(time, event)
        truth.time.append(where)
        truth.survival.append(survival)
        truth.end.append(float(time.max()))
        truth.censor.append(np.unique(time[~event]))
    truth.axis, truth.axis_data = _axis(told)
    return np.asarray(Image.open(path).convert("RGB")), truth, class_of(told["style"])


def _axis(told: dict[str, Any]) -> tuple[tuple[Array, Array], tuple[float, float]]:
    """Return the pixels of (0, survival 1) and (last time, lowest label), and these two labels."""
    known = told["calibration"]
    x = np.polyfit(known["x_data"], known["x_px"], 1)
    y = np.polyfit(known["y_data"], known["y_px"], 1)
    full = 100.0 if told["percent"] else 1.0
    top, low = (0.0, full) if told["cumulative_incidence"] else (full, float(min(told["y_range"])))
    in_data = 1.0 / full if told["percent"] and max(known["y_data"]) <= 1.5 else 1.0
    end = float(max(told["x_range"]))
    ends = [(np.polyval(x, t), np.polyval(y, v * in_data)) for t, v in ((0, top), (end, low))]
    return (np.array(ends[0]), np.array(ends[1])), (end, low)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", type=Path, help="folder that keeps the words read")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    classes: dict[str, list[Score]] = defaultdict(list)
    for path in sorted(CORPUS.glob("figures/*")):
        if path.suffix in BITMAPS:
            pixels, truth, group = figure_of(path)
            score = run((pixels, truth), options.cache)
            classes[group].append(score)
            if options.verbose:
                print(f"{path.name}: {score.area:.4f} axis {score.axis_px:.2f} {score.error}")
    print(HEAD, "|" + " --- |" * 11, sep="\n")
    for name, scores in classes.items():
        print(summary(name, scores))
    print(summary("all", [score for scores in classes.values() for score in scores]))


if __name__ == "__main__":
    main()
