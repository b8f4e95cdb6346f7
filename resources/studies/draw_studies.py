"""Draws the demonstration figures of the bundled studies and writes them as projects.

Run ``python -m resources.studies.draw_studies`` from the top of the repository. The published
figures are not used: each figure is drawn from simulated patients whose estimates, rounded, equal
the reported ones, and says so across its top. The patients lie beside it as ``*-truth.csv``.
"""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from core.model.claims import Claim
from core.model.document import Document, Model, ReportedKind, ReportedValue
from core.verify.studies import load_study
from resources.samples.draw_samples import Trial, make_document, write_project

from .simulate import Goal, Start, is_met, simulate

FOLDER = Path(__file__).resolve().parent
LABEL = "SIMULATED PATIENTS with the reported estimates; not the published figure"
_KINDS = {"median": ReportedKind.MEDIAN, "rate": ReportedKind.LANDMARK}


@dataclass(frozen=True, slots=True)
class Study:
    """A figure to draw: the reference arm first, what was reported, how patients are drawn.

    ``guides`` are wide goals that nobody reported: they keep the curves smooth.
    """

    name: str
    title: str
    source: str
    endpoint: str
    endpoint_words: str
    time_unit: str
    arms: tuple[tuple[str, Start], ...]
    goals: tuple[Goal, ...]
    ticks: tuple[int, ...]
    axis_points: tuple[int, ...]
    end: float
    percent: bool = False
    lowest: float = 0.0
    adjusted: bool = False
    seed: int = 1
    guides: tuple[Goal, ...] = ()


def ratio(arms: tuple[int, int], value: str, low: str, high: str) -> tuple[Goal, ...]:
    """Return the goals of a hazard ratio with its limits."""
    return Goal("hr", arms, value), Goal("low", arms, low), Goal("high", arms, high)


def guides(*points: tuple[int, float, int]) -> tuple[Goal, ...]:
    """Return rates of (arm, time, tenths), each met within five percent."""
    return tuple(Goal("rate", (arm,), f"{tenths}e1", time) for arm, time, tenths in points)


TOREMIFENE = "Toremifene 120 mg v exemestane (UMIN000001841)"
ALTTO = "ALTTO (BIG 2-06) endocrine therapy analysis"
STUDIES = (
    Study(
        "toremifene-pfs",
        "Toremifene v exemestane, PFS (simulated patients)",
        TOREMIFENE,
        "PFS",
        "Progression-free survival",
        "months",
        (
            ("EXE", Start(45, 0.5, 3.7, 1.0, (3, 37))),
            ("TOR120", Start(46, 0.5, 7.3, 1.0, (3, 34))),
        ),
        (
            Goal("median", (0,), "3.7"),
            Goal("median", (1,), "7.3"),
            *ratio((1, 0), "0.61", "0.38", "0.99"),
            Goal("p", (1, 0), "0.045"),
        ),
        tuple(range(0, 37, 6)),
        (0, 18, 36),
        37.0,
        guides=guides(
            (0, 2, 7), (0, 6, 3), (0, 12, 1), (1, 3, 7), (1, 6, 6), (1, 9, 4), (1, 18, 2)
        ),
    ),
    Study(
        "toremifene-os",
        "Toremifene v exemestane, OS (simulated patients)",
        TOREMIFENE,
        "OS",
        "Overall survival",
        "months",
        (
            ("EXE", Start(45, 0.5, 21.9, 1.3, (3, 36.8))),
            ("TOR120", Start(46, 0.5, 32.3, 1.3, (3, 36.8))),
        ),
        (
            Goal("median", (0,), "21.9"),
            Goal("median", (1,), "32.3"),
            *ratio((1, 0), "0.60", "0.26", "1.39"),
            Goal("p", (1, 0), "0.22"),
        ),
        tuple(range(0, 37, 6)),
        (0, 18, 36),
        37.0,
        seed=3,
        guides=guides((1, 29, 6)),
    ),
    Study(
        "altto-postmenopausal",
        "ALTTO postmenopausal, DFS (simulated patients)",
        ALTTO,
        "DFS",
        "Disease-free survival",
        "years",
        (
            ("SERM", Start(377, 0.25, 10, 1.0, (5, 12))),
            ("AI", Start(1015, 0.185, 10, 1.1, (5, 12))),
        ),
        (
            Goal("rate", (0,), "75.0", 10.0),
            Goal("rate", (1,), "81.5", 10.0),
            *ratio((1, 0), "0.65", "0.50", "0.85"),
        ),
        tuple(range(0, 13, 2)),
        (0, 6, 12),
        12.2,
        percent=True,
        lowest=0.6,
        adjusted=True,
    ),
    Study(
        "altto-premenopausal",
        "ALTTO premenopausal, DFS (simulated patients)",
        ALTTO,
        "DFS",
        "Disease-free survival",
        "years",
        (
            ("SERM alone", Start(903, 0.224, 10, 1.0, (0.5, 11))),
            ("SERM + OFS", Start(238, 0.227, 10, 1.3, (6, 12))),
            ("OFS + AI", Start(118, 0.10, 10, 1.0, (4, 11.8))),
        ),
        (
            Goal("rate", (0,), "77.6", 10.0),
            Goal("rate", (1,), "77.3", 10.0),
            Goal("rate", (2,), "90.0", 10.0),
            *ratio((1, 0), "0.87", "0.61", "1.23"),
            *ratio((2, 0), "0.44", "0.23", "0.85"),
        ),
        tuple(range(0, 13, 2)),
        (0, 6, 12),
        12.2,
        percent=True,
        lowest=0.5,
        adjusted=True,
    ),
)


def make_trial(study: Study) -> Trial:
    """Simulate the patients of a study.

    Raises
    ------
    ValueError
        When no patients with these estimates are found.
    """
    starts = tuple(start for _, start in study.arms)
    patients = simulate(starts, (*study.goals, *study.guides), seed=study.seed)
    if not all(is_met(goal, patients) for goal in study.goals):
        raise ValueError(f"{study.name}: the estimates do not round to the reported values")
    names = [name for name, _ in study.arms]
    return Trial(
        title=study.title,
        citation=f"Simulated patients; reported values: {study.source}. {LABEL}",
        endpoint=study.endpoint,
        endpoint_words=study.endpoint_words,
        time_unit=study.time_unit,
        arms=dict(zip(names, patients, strict=True)),
        colours=("#7a4a12", "#2f6f3e", "#5b2a86")[: len(names)],
        dashes=("--", "-", "-.")[: len(names)],
        ticks=study.ticks,
        axis_points=study.axis_points,
        end=study.end,
        percent=study.percent,
        decimals=1,
        seed=study.seed,
        lowest=study.lowest,
        result_top=0.2 if study.lowest else 0.8,
        label=LABEL,
    )


def reported(study: Study) -> tuple[ReportedValue, ...]:
    """Return the goals as reported values of the document."""
    values: list[ReportedValue] = []
    for goal in study.goals:
        arm_id = "abcd"[goal.arms[0]]
        key = f"r{len(values) + 1}"
        if goal.measure in _KINDS:
            text = goal.printed + ("%" if goal.measure == "rate" else "")
            value = ReportedValue(key, _KINDS[goal.measure], text, arm_id=arm_id)
            time = f"{goal.time:g}" if goal.time else ""
            values.append(replace(value, time=time, unit=study.time_unit))
        elif goal.measure == "p":
            values.append(ReportedValue(key, ReportedKind.P_VALUE, goal.printed, arm_id=arm_id))
        elif goal.measure == "hr":
            values.append(_ratio_value(study, goal, key))
    return tuple(values)


def _ratio_value(study: Study, goal: Goal, key: str) -> ReportedValue:
    limits = {
        other.measure: other.printed
        for other in study.goals
        if other.arms == goal.arms and other.measure in ("low", "high")
    }
    return ReportedValue(
        key,
        ReportedKind.HAZARD_RATIO,
        goal.printed,
        f"{limits['low']}-{limits['high']}",
        arm_id="abcd"[goal.arms[0]],
        comparator_id="abcd"[goal.arms[1]],
        model=Model.ADJUSTED if study.adjusted else Model.UNADJUSTED,
    )


def sentence_of(study: Study) -> str:
    """Return what the figure prints of its hazard ratios."""
    names = [name for name, _ in study.arms]
    lines = []
    for goal in study.goals:
        if goal.measure == "hr":
            value = _ratio_value(study, goal, "")
            lines.append(f"{names[goal.arms[0]]}: HR {value.text} (95% CI {value.ci})")
    return "\n".join(lines)


def make_study_document(study: Study, trial: Trial) -> Document:
    """Return the project of a study's figure, with every claim of its paper and its others."""
    document = make_document(
        trial, study.name, planted=False, values=reported(study), sentence=sentence_of(study)
    )
    beside = (f"{o.name}.kmtrace" for o in STUDIES if o.source == study.source and o != study)
    return replace(document, claims=claims_of(study), beside=tuple(beside))


def claims_of(study: Study) -> tuple[Claim, ...]:
    """Return the ledger of the paper that a figure belongs to."""
    return load_study(FOLDER / f"{study.name.split('-')[0]}.json").claims


def main() -> int:
    """Write every figure's project and patients into the folder of this script."""
    for study in STUDIES:
        trial = make_trial(study)
        write_project(trial, make_study_document(study, trial), study.name, FOLDER)
    return 0


if __name__ == "__main__":
    sys.exit(main())
