"""The report: one HTML file without remote parts, everything from outside escaped."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from .. import VERSION
from ..model.document import Axis, Document
from ..results import Analysis, CheckState, Verdict
from .atomic import write_file
from .records import conventions
from .report_figure import STYLE, figure_html

_MARKS = {
    Verdict.AGREES: "✓\u00a0agrees",
    Verdict.CLOSE: "≈\u00a0close",
    Verdict.DIFFERS: "≠\u00a0differs",
    Verdict.NOT_COMPARABLE: "?\u00a0not\u00a0comparable",
    None: "",
}
_PAGE = Template("""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>$title</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
style-src 'unsafe-inline'">
<style>
body { font: 14px/1.5 system-ui, sans-serif; color: #1c2430; max-width: 60em; margin: 2em auto; \
padding: 0 1em; font-variant-numeric: tabular-nums; }
h1 { font-size: 22px; margin-bottom: 0; } h2 { font-size: 15px; margin: 2em 0 .4em; }
.badge { font-weight: 600; } .quiet { color: #5a6472; }
table { border-collapse: collapse; width: 100%; } \
th, td { text-align: left; padding: .3em .8em .3em 0; border-bottom: 1px solid #dfe3e8; \
vertical-align: top; }
th { font-weight: 600; color: #5a6472; } .differs { background: #fdeee6; }
$figure_style</style></head><body>
<h1>$title</h1><p class="quiet">$subtitle</p>
<p><span class="badge">$badge.</span> $sentence</p>
$body
<p class="quiet">$foot</p>
</body></html>
""")
_REFERENCES = (
    "Guyot P, Ades AE, Ouwens MJNM, Welton NJ. Enhanced secondary analysis of survival data. "
    "BMC Med Res Methodol 2012;12:9.",
    "Kaplan EL, Meier P. Nonparametric estimation from incomplete observations. "
    "J Am Stat Assoc 1958;53:457-481.",
    "Efron B. The efficiency of Cox's likelihood function for censored data. "
    "J Am Stat Assoc 1977;72:557-565.",
)


def write_report(path: Path, analysis: Analysis) -> None:
    """Write the report as HTML; raises FileError J11."""
    write_file(path, report_html(analysis, date.today()).encode())


def report_html(analysis: Analysis, made: date) -> str:
    """Return the report: comparison, checks, what was entered, how it was computed.

    Parameters
    ----------
    analysis : Analysis
    made : date
        The day that stands at its foot.
    """
    document = analysis.document
    parts = [_comparison(analysis)]
    parts += [
        _section("Figure", figure_html(analysis)),
        _section("Checks of the printed numbers", _checks(analysis)),
        _section("Findings", _list(finding.message for finding in analysis.findings)),
        _section("Numbers at risk, as typed", _risk_table(document)),
        _section("Reconstructed patients", _patients(analysis)),
        _section("Axis points, as entered", _axis_points(analysis)),
        _section("How it was computed", _conventions(analysis)),
        _section("References", _list(_REFERENCES)),
    ]
    return _PAGE.substitute(
        figure_style=STYLE.lstrip(),
        title=escape(document.title or "Untitled figure"),
        subtitle=escape(" · ".join(filter(None, (document.endpoint, document.citation)))),
        badge=escape(analysis.badge.value),
        sentence=escape(analysis.badge_sentence),
        body="\n".join(filter(None, parts)),
        foot=escape(f"Made with KMTrace {VERSION} on {made.isoformat()}."),
    )


def _comparison(analysis: Analysis) -> str:
    rows = []
    for row in analysis.comparisons:
        cells = (
            row.measure,
            f"{row.reported} {row.reported_interval}".strip(),
            " ".join(filter(None, (row.recomputed, row.interval, row.band))),
            row.difference,
            _MARKS[row.verdict],
            row.limit,
        )
        rows.append((cells, "differs" if row.verdict is Verdict.DIFFERS else ""))
    head = ("Measure", "Reported", "Recomputed", "Difference", "Verdict", "Limit")
    note = f'<p class="quiet">{escape(_brackets(analysis))}</p>'
    return _section("Reported and recomputed", _table(head, rows) + note if rows else "")


def _brackets(analysis: Analysis) -> str:
    """Say what the brackets mean and, where one was, that a draw was chosen."""
    words = "Round brackets: confidence interval. Square brackets: reading band of the figure"
    found = analysis.uncertainty
    if found is None:
        return f"{words}."
    words += f", from {found.n_draws} draws of patients that agree with everything known."
    if found.chosen is None:
        return words
    return (
        f"{words} Rows marked “chosen draw” show the one draw that agrees best with the reported "
        f"{found.chosen.used}; the rows above them do not use what is reported."
    )


def _checks(analysis: Analysis) -> str:
    rows = [
        (
            (check.id, check.title, check.state.value, check.sentence, check.arithmetic),
            "" if check.state in (CheckState.CONSISTENT, CheckState.NOT_COMPARABLE) else "differs",
        )
        for check in analysis.checks
    ]
    head = ("Id", "Check", "State", "What it says", "Arithmetic")
    return _table(head, rows) if rows else ""


def _risk_table(document: Document) -> str:
    if not document.risk_times:
        return ""
    n_columns = len(document.risk_times)
    rows = []
    for arm in document.arms:
        cells = (*arm.at_risk, *[""] * n_columns)[:n_columns]
        rows.append(((arm.name, *cells, arm.n, arm.n_events), ""))
    return _table(("Arm", *document.risk_times, "n", "events"), rows)


def _patients(analysis: Analysis) -> str:
    document, rows = analysis.document, []
    for arm in document.arms:
        result = analysis.arm(arm.id)
        if result is not None and result.reconstruction is not None:
            patients = result.reconstruction.patients
            counts = (patients.n, patients.n_events, patients.n_censored)
            rows.append(((arm.name, *map(str, counts)), ""))
    note = (
        "They give back the curve and the numbers at risk. They are not the patients of the "
        "trial, and say nothing of covariates, subgroups or adjusted models."
    )
    table = _table(("Arm", "n", "events", "censored"), rows)
    return f'{table}<p class="quiet">{note}</p>' if rows else ""


def _axis_points(analysis: Analysis) -> str:
    document = analysis.document
    residuals = [f"{value:.1f} px".replace("-", "−") for value in analysis.axis_residual_px]
    rows = [
        (
            (
                "time" if point.axis is Axis.TIME else "survival",
                point.value,
                f"{point.at.x:.2f}, {point.at.y:.2f}",
                residuals[index] if index < len(residuals) else "",
            ),
            "",
        )
        for index, point in enumerate(document.calibration.axis_points)
    ]
    return _table(("Axis", "Value", "Pixel", "Residual"), rows) if rows else ""


def _conventions(analysis: Analysis) -> str:
    methods = {arm.reconstruction.method for arm in analysis.arms if arm.reconstruction}
    words = [f"Reconstruction: {', '.join(sorted(methods)) or 'none yet'}."]
    words += list(dict.fromkeys(row.convention for row in analysis.comparisons if row.convention))
    choices = conventions(analysis.document).items()
    listed = "; ".join(f"{name.replace('_', ' ')}: {_plainly(value)}" for name, value in choices)
    return _list([*words, f"Choices: {listed}."])


def _plainly(value: Any) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


def _section(title: str, content: str) -> str:
    return f"<h2>{escape(title)}</h2>\n{content}" if content else ""


def _list(items: Iterable[str]) -> str:
    entries = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<ul>{entries}</ul>" if entries else ""


def _table(head: Sequence[str], rows: Sequence[tuple[Sequence[str], str]]) -> str:
    titles = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = [f"<tr>{titles}</tr>"]
    for cells, style in rows:
        inner = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        lines.append(f'<tr class="{style}">{inner}</tr>' if style else f"<tr>{inner}</tr>")
    return f"<table>{''.join(lines)}</table>"
