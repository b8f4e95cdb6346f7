"""Start of the installed program: `main` and `gui` are found beside this package."""

import sys
from pathlib import Path


def main() -> int:
    """Run the program as installed and return its exit status."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    import main as program

    return int(program.main(sys.argv[1:]))
