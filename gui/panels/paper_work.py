"""What the Paper tab has done off the window's thread; the grammar is imported only there."""

from collections.abc import Callable
from pathlib import Path

from core.model.claims import Claim
from core.model.document import Document
from core.results import Analysis
from core.verify.claims import TextCheck


def read_text(text: str, should_stop: Callable[[], bool]) -> list[Claim]:
    """Return what a text reports."""
    from core.verify.text.reader import read_claims

    return read_claims(text, should_stop=should_stop)


def check_across(
    figures: tuple[Analysis, ...], _should_stop: Callable[[], bool]
) -> tuple[TextCheck, ...]:
    """Check the figures of a study against each other."""
    from core.verify.across_figures import listed_across

    return listed_across(figures)


def write_overview_page(
    path: Path,
    document: Document,
    analysis: Analysis | None,
    others: tuple[Analysis, ...],
    _should_stop: Callable[[], bool],
) -> str:
    """Write the overview; return what there is to say about it."""
    from core.errors import FileError
    from core.files.overview import write_overview

    try:
        write_overview(path, document, analysis, others)
    except FileError as error:
        return error.message
    return f"Overview written to {path.name}."


def families_of(
    checks: tuple[TextCheck, ...], claims: tuple[Claim, ...]
) -> tuple[tuple[TextCheck, ...], ...]:
    """Group what does not fit by its likely fault."""
    flags = [check for check in checks if check.state.is_flag]
    if not flags:
        return ()
    from core.verify.text_checks.families import families

    return families(flags, claims)


def check_ledger(
    claims: tuple[Claim, ...], should_stop: Callable[[], bool]
) -> tuple[TextCheck, ...]:
    """Check the claims of a ledger among themselves."""
    from core.verify.text_checks import check_claims

    return check_claims(claims, should_stop)
