"""The selection of a session, as tools see it."""

from gui.session import Session


class SessionFocus:
    """Active arm and selected points of a session, as tools see them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def arm_id(self) -> str | None:
        """Id of the active arm."""
        return self._session.active_arm_id

    @property
    def points(self) -> frozenset[int]:
        """Indices of the selected traced points."""
        return self._session.selection

    def focus_on(self, arm_id: str | None, points: frozenset[int]) -> None:
        """Make an arm active and select these of its points."""
        self._session.activate_arm(arm_id)
        self._session.select(points)
