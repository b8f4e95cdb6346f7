"""Project file, imports and exports."""
