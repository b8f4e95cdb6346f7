"""The command ``check``: what texts and figures of one trial say of each other."""

import json
import sys
from argparse import Namespace
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from ..analysis import analyse
from ..errors import FileError, Finding, InputError, Severity
from ..figure.page_text import text_of_pages
from ..figure.vector_worker import is_pdf
from ..files.project import load_project
from ..files.records import finding_record
from ..ink import with_figure_seen
from ..model.document import FigureFile
from ..results import Analysis, Check
from ..verify.across_figures import check_across
from ..verify.claims import Claim, ClaimKind, TextCheck
from ..verify.text.reader import read_claims
from ..verify.text_checks import check_claims, is_flag

LARGEST_TEXT: Final = 1_000_000
LARGEST_PDF: Final = 200_000_000
PROJECT_SUFFIX: Final = ".kmtrace"
DONE: Final = 0
# Yes-or-no fields are printed for the kinds they speak of, the others where they hold.
_ALWAYS: Final = {
    ClaimKind.HAZARD_RATIO: ("adjusted", "one_sided"),
    ClaimKind.P_VALUE: ("one_sided",),
    ClaimKind.MEDIAN: ("not_reached",),
}
_PERCENTAGES: Final = (ClaimKind.LANDMARK, ClaimKind.RESPONSE)


def run_check(options: Namespace) -> int:
    """Check the claims of texts ("-" is standard input), PDFs and projects, and their figures.

    All files are of one trial: their claims are one ledger, and the figures of
    the projects are compared with each other.

    Raises
    ------
    InputError
        When a file cannot be read, or the files hold no claim and no two figures.
    """
    names = [options.text] if isinstance(options.text, str) else options.text
    files = [name for name in names if name.endswith(PROJECT_SUFFIX)]
    projects = [load_project(Path(name)) for name in files]
    claims = [c for name in names if name not in files for c in _claims_of(name)]
    claims += dict.fromkeys(claim for document in projects for claim in document.claims)
    if not claims and len(projects) < 2:
        raise InputError(
            f"{files[0]} holds no claims of its paper. Give the paper's text beside it, "
            "or use analyse to compare its figure with its reported values."
        )
    checks = check_claims(claims)
    figures = [with_figure_seen(analyse(document)) for document in projects]
    across = check_across(figures)
    doubts = [
        (name, one) for name, made in zip(files, figures, strict=True) for one in _heavy(made)
    ]
    if options.json:
        record = check_record(claims, checks)
        record |= {"figures": [_across_record(one) for one in across]} if across else {}
        told = [{"project": name, **finding_record(one)} for name, one in doubts]
        record |= {"findings": told} if told else {}
        print(json.dumps(record, indent=1, ensure_ascii=False))
    else:
        _print(claims, checks, all_checks=options.all)
        _print_across(across)
        _print_doubts(doubts)
    return DONE


def _heavy(analysis: Analysis) -> list[Finding]:
    """Return what is to look at in one figure."""
    return [one for one in analysis.findings if one.severity in (Severity.WARNING, Severity.BLOCK)]


def _print_doubts(doubts: list[tuple[str, Finding]]) -> None:
    if doubts:
        print("\nTo look at in the figures:")
    for name, finding in doubts:
        print(f"{finding.code:4} {Path(name).name}: {finding.message}")


def _claims_of(name: str) -> list[Claim]:
    claims = read_claims(_text(name))
    if not claims:
        raise InputError(
            f"{name} holds no reported value this program knows. "
            "Give it an abstract, a results section or a caption as plain text."
        )
    return claims


def _across_record(check: Check) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": check.id,
        "state": check.state.name.lower(),
        "title": check.title,
        "sentence": check.sentence,
        "arithmetic": check.arithmetic,
    }
    return {**record, "would_fit": check.would_fit} if check.would_fit else record


def _print_across(checks: tuple[Check, ...]) -> None:
    if not checks:
        return
    flagged = sum(check.state.is_flag for check in checks)
    print(f"\n{len(checks)} checks of the figures against each other, {flagged} to look at")
    for check in checks:
        print(f"{check.id:4} {check.state.value}: {check.title}. {check.sentence}")
        print(f"       {check.arithmetic}")
        if check.would_fit:
            print(f"       Would fit: {check.would_fit}")


def check_record(claims: list[Claim], checks: tuple[TextCheck, ...]) -> dict[str, Any]:
    """Return claims and checks as JSON takes them; absent fields are left out."""
    return {
        "claims": [_claim_record(claim) for claim in claims],
        "checks": [_check_record(check) for check in checks],
    }


def _claim_record(claim: Claim) -> dict[str, Any]:
    record: dict[str, Any] = {"kind": claim.kind.value}
    for name in (field.name for field in fields(claim)):
        value = getattr(claim, name)
        if name == "kind" or (value in ("", False) and name not in _ALWAYS.get(claim.kind, ())):
            continue
        if name == "ci_level" and not claim.ci_low:
            continue
        record[name] = list(value) if name == "span" else value
    return record


def _check_record(check: TextCheck) -> dict[str, Any]:
    record: dict[str, Any] = {
        "id": check.id,
        "state": check.state.name.lower(),
        "claims": list(check.claims),
        "sentence": check.sentence,
        "arithmetic": check.arithmetic,
    }
    return {**record, "would_fit": check.would_fit} if check.would_fit else record


def _text(name: str) -> str:
    data = _bytes(name)
    if is_pdf(data):
        return text_of_pages(FigureFile(Path(name).name, "", data), LARGEST_TEXT)
    if len(data) > LARGEST_TEXT:
        message = f"{name} is longer than a paper. Give only the part with the numbers."
        raise InputError(message, code="V18")
    if b"\0" in data:
        raise FileError(f"{name} is not a text. Save the abstract or section as plain text first.")
    return data.decode("utf-8-sig", errors="replace")


def _bytes(name: str) -> bytes:
    """Return what a file holds, as much of it as can be of use."""
    if name == "-":
        return sys.stdin.buffer.read(LARGEST_TEXT + 1)
    try:
        with Path(name).open("rb") as file:
            data = file.read(LARGEST_TEXT + 1)
            return data + file.read(LARGEST_PDF) if is_pdf(data) else data
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        message = f"Could not read {name}: {reason}. Check the name and try again."
        raise FileError(message) from error


def _print(claims: list[Claim], checks: tuple[TextCheck, ...], *, all_checks: bool) -> None:
    n_doubtful = sum(bool(claim.doubt) for claim in claims)
    told = f", {n_doubtful} doubtful (?)" if n_doubtful else ""
    print(f"{len(claims)} reported values{told}")
    for index, claim in enumerate(claims):
        mark = "?" if claim.doubt else " "
        print(f"{index:4} {mark}{claim.kind.value:13} {_words(claim)}")
        if claim.doubt:
            print(f"       {claim.doubt}")
    flagged = [check for check in checks if is_flag(check)]
    unseen = "" if all_checks or len(flagged) == len(checks) else "; --all shows the others too"
    print(f"\n{len(checks)} checks, {len(flagged)} to look at{unseen}")
    for check in checks if all_checks else flagged:
        print(f"{check.id:4} {check.state.value}: {check.sentence}")
        print(f"       {check.arithmetic}")
        if check.would_fit:
            print(f"       Would fit: {check.would_fit}")


def _words(claim: Claim) -> str:
    """Return a claim in one line."""
    about = " ".join(part for part in (claim.endpoint, claim.arm) if part)
    against = f" v {claim.comparator}" if claim.comparator else ""
    unit = "%" if claim.kind in _PERCENTAGES else f" {claim.unit}"
    value = "not reached" if claim.not_reached else f"{claim.value}{unit}".strip()
    parts = [
        value,
        f"({claim.ci_low}-{claim.ci_high})" if claim.ci_low else "",
        f"{claim.x} of {claim.n or '?'}" if claim.x and claim.kind is not ClaimKind.EVENTS else "",
        f"n = {claim.n}" if claim.n and not claim.x else "",
        f"{claim.x} events" if claim.kind is ClaimKind.EVENTS else "",
        f"at {claim.time} {claim.time_unit}" if claim.time else "",
        f"P {claim.p_operator} {claim.p_value}" if claim.p_value else "",
        f"[{claim.population}]" if claim.population else "",
    ]
    return f"{about}{against}: " + " ".join(part for part in parts if part)
