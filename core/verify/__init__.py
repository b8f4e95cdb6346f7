"""Reported against recomputed: comparison, checks, reasons."""
