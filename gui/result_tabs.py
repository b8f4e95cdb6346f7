"""Which panels stand under the tabs below the figure."""

from gui.ledger import Ledger
from gui.results_pane import ResultsPane
from gui.workspace import Workspace

_TABS = (
    ("comparison", "Reported vs recomputed"),
    ("at_risk", "At risk"),
    ("checks", "Checks"),
    ("paper", "Paper"),
    ("curve", "Curve view"),
    ("log", "Log"),
)


def make_results(panels: Workspace, ledger: Ledger) -> ResultsPane:
    """Return the pane with every tab; the comparison has the link to what is typed."""
    made = {
        "comparison": ledger,
        "at_risk": panels.risk_table,
        "checks": panels.checks,
        "paper": panels.paper,
        "curve": panels.curve,
        "log": panels.log,
    }
    pane = ResultsPane()
    for key, words in _TABS:
        pane.add(key, words, made[key], ledger.link if key == "comparison" else None)
    return pane
