"""The window. Everything it does, core does without it."""
