"""Axes of a bitmap figure and the mapping between its pixels and data."""
