"""The study overview written to a file: HTML, or CSV by the name's ending."""

from collections.abc import Sequence
from pathlib import Path

from ..model.document import Document
from ..results import Analysis
from ..verify.overview import overview_csv, overview_html
from .atomic import write_file


def write_overview(
    path: Path,
    document: Document,
    analysis: Analysis | None = None,
    others: Sequence[Analysis] = (),
) -> None:
    """Write the overview of a study; raises FileError J11.

    Parameters
    ----------
    path : Path
        One that ends in ``.csv`` gets a table (UTF-8 with its mark, for spreadsheets),
        any other the HTML page.
    document : Document
    analysis : Analysis or None
        Of this document; None leaves out what the figure gives.
    others : sequence of Analysis
        Of the other figures of the study.
    """
    if path.suffix.lower() == ".csv":
        write_file(path, overview_csv(document, analysis, others).encode("utf-8-sig"))
    else:
        write_file(path, overview_html(document, analysis, others).encode())
