"""Icons, samples and texts that ship with the program; path() finds one."""

from pathlib import Path


def path(*parts: str) -> Path:
    """Return the path of a resource, in a checkout, a wheel or a bundle."""
    return Path(__file__).resolve().parent.joinpath(*parts)
