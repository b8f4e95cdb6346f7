"""Censor marks: found along a curve, by shape, in crowds, and as symbols that name an arm."""
