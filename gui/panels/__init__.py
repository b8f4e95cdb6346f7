"""One panel a file; each sees the session and nothing of the others."""
