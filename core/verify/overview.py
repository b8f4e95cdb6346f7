"""One page on a study: badge, forest plot, checks and claims, as HTML or as CSV.

Everything from outside is escaped; the page loads nothing.
"""

import csv
import io
import math
from collections.abc import Iterable, Sequence
from html import escape
from string import Template
from typing import Final

from ..model.document import Document
from ..results import Analysis, CheckState, Verdict
from . import claim_words
from .across_figures import listed_across
from .claims import Claim, TextCheck
from .forest import AXIS_TITLE, ForestRow, axis_range, forest_rows, ticks_between
from .text_checks import checks_of

_PAGE: Final = Template("""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>$title</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body { font: 14px/1.5 system-ui, sans-serif; color: #1c2430; background: #fff; max-width: 64em; \
margin: 2em auto; padding: 0 1em; font-variant-numeric: tabular-nums; }
h1 { font-size: 22px; margin-bottom: 0; } h2 { font-size: 15px; margin: 2em 0 .4em; }
.badge { font-weight: 600; } .quiet { color: #5a6472; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3em .8em .3em 0; border-bottom: 1px solid #dfe3e8; \
vertical-align: top; }
th { font-weight: 600; color: #5a6472; } .flag td:first-child { color: #a8480c; font-weight: 600; }
svg text { font: 13px system-ui, sans-serif; fill: #1c2430; } svg .quiet { fill: #5a6472; }
</style></head><body>
<h1>$title</h1><p class="quiet">$subtitle</p>
$badge
$body
</body></html>
""")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_STATES: Final = {
    CheckState.IMPOSSIBLE: "arithmetically impossible",
    CheckState.NOT_REPRODUCIBLE: "not reproducible",
    CheckState.NOT_COMPARABLE: "not comparable",
    CheckState.CONSISTENT: "consistent",
}
_LABELS, _PLOT, _NUMBERS, _ROW = 430, 300, 150, 24  # px of the drawing


def overview_html(
    document: Document, analysis: Analysis | None = None, others: Sequence[Analysis] = ()
) -> str:
    """Return the study overview as one HTML page.

    Parameters
    ----------
    document : Document
        Its ledger is what is shown.
    analysis : Analysis or None
        Adds the badge, the comparison with the figure, and the recomputed ratios.
    others : sequence of Analysis
        Of the other figures of the study: adds their comparisons and ratios, and the checks
        of figures against each other.

    Returns
    -------
    str
    """
    claims, checks = document.claims, checks_of(document.claims)
    figures = [one for one in (analysis, *others) if one is not None]
    parts = [_forest(forest_rows(claims, analysis, others))]
    parts += [_comparison(one) for one in figures if one.comparisons]
    parts += [
        _checks("Checks of the figures against each other", listed_across(figures), claims),
        _checks("Checks of the printed numbers", checks, claims),
        _ledger(claims),
    ]
    badge = ""
    if analysis is not None:
        badge = (
            f'<p><span class="badge">{escape(analysis.badge.value)}.</span> '
            f"{escape(analysis.badge_sentence)}</p>"
        )
    flags = sum(check.state.is_flag for check in checks)
    counts = f"{len(claims)} claims, {len(checks)} checks, {flags} to look at"
    subtitle = ". ".join(filter(None, (document.citation.strip(), counts)))
    title = document.title.strip() or "Study overview"
    return _PAGE.substitute(
        title=escape(title), subtitle=escape(subtitle), badge=badge, body="".join(parts)
    )


def overview_csv(
    document: Document, analysis: Analysis | None = None, others: Sequence[Analysis] = ()
) -> str:
    """Return claims, checks and comparisons as one table of comma-separated values.

    ``others`` as in `overview_html`.

    Text a spreadsheet would take for a formula gets an apostrophe in front.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("section", "id", "place", "about", "kind", "value", "interval", "p", "says"))
    for number, claim in enumerate(document.claims):
        writer.writerow(map(_plain, ("claim", str(number), *_claim_cells(claim), claim.sentence)))
    figures = [one for one in (analysis, *others) if one is not None]
    for check in (*listed_across(figures), *checks_of(document.claims)):
        about = " ".join(map(str, check.claims))
        says = " ".join(filter(None, (check.sentence, check.arithmetic, check.would_fit)))
        cells = ("check", check.id, "", about, _STATES[check.state], "", "", "", says)
        writer.writerow(map(_plain, cells))
    for figure in figures:
        for row in figure.comparisons:
            verdict = row.verdict.value if row.verdict else ""
            about = " ".join(filter(None, (figure.document.endpoint, row.measure)))
            shown = (row.recomputed, row.interval, "")
            cells = ("comparison", "", row.reported, about, verdict, *shown, row.arithmetic)
            writer.writerow(map(_plain, cells))
    return out.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) and not text[1:2].isdigit() else text


def _claim_cells(claim: Claim) -> tuple[str, ...]:
    return (
        claim.place,
        " ".join(filter(None, (claim.endpoint, claim_words.about(claim)))),
        claim_words.KINDS[claim.kind],
        claim_words.value(claim) if not claim.p_value or claim.value else "",
        claim_words.interval(claim),
        claim_words.p_value(claim),
    )


def _comparison(analysis: Analysis) -> str:
    rows = (
        (
            row.measure,
            f"{row.reported} {row.reported_interval}".strip(),
            f"{row.recomputed} {row.interval} {row.band}".strip(),
            row.difference,
            row.verdict.value if row.verdict else "",
        )
        for row in analysis.comparisons
    )
    marked = [row.verdict is Verdict.DIFFERS for row in analysis.comparisons]
    heads = ("Measure", "Reported", "Recomputed", "Difference", "Agreement")
    named = [words for words in (analysis.document.endpoint, analysis.document.title) if words]
    of = f": {escape(' · '.join(named))}" if named else ""
    return f"<h2>Reported against the figure{of}</h2>{_table(heads, rows, marked)}"


def _checks(title: str, checks: Sequence[TextCheck], claims: Sequence[Claim]) -> str:
    if not checks:
        return ""
    rows = (
        (
            _STATES[check.state],
            check.id,
            "; ".join(claim_words.spoken(claims[index]) for index in check.claims),
            " ".join(filter(None, (check.sentence, check.arithmetic))),
            check.would_fit,
        )
        for check in checks
    )
    heads = ("State", "Check", "Claims", "Arithmetic", "Would fit")
    marked = [check.state.is_flag for check in checks]
    return f"<h2>{title}</h2>{_table(heads, rows, marked)}"


def _ledger(claims: Sequence[Claim]) -> str:
    heads = ("Place", "About", "Kind", "Value", "CI", "P")
    return f"<h2>Claims</h2>{_table(heads, map(_claim_cells, claims))}" if claims else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], marked: Sequence[bool] = ()) -> str:
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = []
    for index, row in enumerate(rows):
        is_flag = index < len(marked) and marked[index]
        cells = "".join(f"<td>{escape(text)}</td>" for text in row)
        kind = ' class="flag"' if is_flag else ""
        body.append(f"<tr{kind}>{cells}</tr>")
    return f"<table><tr>{head}</tr>{''.join(body)}</table>"


def _forest(rows: Sequence[ForestRow]) -> str:
    if not rows:
        return ""
    ends = axis_range(rows)
    height = _ROW * len(rows) + 48
    width = _LABELS + _PLOT + _NUMBERS
    parts = [
        f'<h2>Hazard ratios</h2><svg viewBox="0 0 {width} {height}" width="100%" role="img" '
        f'aria-label="Forest plot of {len(rows)} hazard ratios">'
    ]
    for tick in ticks_between(*ends):
        x, dash = _x(tick, ends), "" if tick == 1 else ' stroke-dasharray="2 3"'
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="0" y2="{height - 40}" stroke="#b8c0ca"{dash}/>'
            f'<text class="quiet" x="{x:.1f}" y="{height - 24}" '
            f'text-anchor="middle">{tick:g}</text>'
        )
    parts += [_forest_row(row, _ROW * index + _ROW / 2, ends) for index, row in enumerate(rows)]
    parts.append(
        f'<text class="quiet" x="{_LABELS + _PLOT / 2}" y="{height - 6}" '
        f'text-anchor="middle">{escape(AXIS_TITLE)}</text>'
    )
    return "".join(parts) + "</svg>"


def _forest_row(row: ForestRow, y: float, ends: tuple[float, float]) -> str:
    colour = "#0072B2" if row.arm is not None else "#1c2430"
    left, right = _x(row.low or row.value, ends), _x(row.high or row.value, ends)
    x = _x(row.value, ends)
    return (
        f'<text x="0" y="{y + 4:.1f}">{"" if row.is_paired else escape(row.label)} '
        f'<tspan class="quiet">{escape(row.note)}</tspan></text>'
        f'<line x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}" '
        f'stroke-width="1.6"/><rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" '
        f'fill="{colour}"/><text x="{_LABELS + _PLOT + 16}" y="{y + 4:.1f}">{escape(row.text)}'
        "</text>"
    )


def _x(value: float, ends: tuple[float, float]) -> float:
    low, high = (math.log(end) for end in ends)
    share = (math.log(value) - low) / (high - low)
    return _LABELS + min(max(share, 0.0), 1.0) * _PLOT
