"""From patients to estimates; the only importer of lifelines."""
