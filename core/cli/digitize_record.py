"""A proposal as JSON takes it: what ``result.json`` of the command ``digitize`` holds."""

from typing import Any

from ..digitize.proposal import ArmProposal, AxesProposal, Doubt, FigureProposal, PixelBox, RiskRow


def proposal_record(proposal: FigureProposal) -> dict[str, Any]:
    """Return a proposal as JSON takes it."""
    return {
        "axes": _axes_record(proposal.axes),
        "arms": [_arm_record(arm) for arm in proposal.arms],
        "risk_times": list(proposal.risk_times),
        "printed": [
            {"kind": value.kind.value, "text": value.text, "ci": value.ci, "unit": value.unit}
            for value in proposal.printed
        ],
        "n_panels": len(proposal.panels),
        "confidence": round(proposal.confidence, 3),
        "doubts": [_doubt_record(doubt) for doubt in proposal.doubts],
        "stages": {name: round(seconds, 3) for name, seconds in proposal.seconds},
    }


def _axes_record(axes: AxesProposal) -> dict[str, Any]:
    points = [
        {
            "axis": mark.axis.value,
            "x": round(mark.at.x, 3),
            "y": round(mark.at.y, 3),
            "value": mark.value,
            "confidence": round(mark.confidence, 3),
            "residual_px": round(mark.residual_px, 3),
        }
        for mark in axes.marks
    ]
    return {
        "points": points,
        "time_unit": axes.time_unit,
        "percent": axes.percent,
        "cumulative_incidence": axes.cumulative_incidence,
        "source": list(axes.source),
    }


def _arm_record(arm: ArmProposal) -> dict[str, Any]:
    return {
        "name": arm.name,
        "colour": "#{:02x}{:02x}{:02x}".format(*arm.colour),
        "line_style": arm.line_style,
        "confidence": round(arm.confidence, 3),
        "noise": {
            "time": arm.reading.time_noise,
            "survival": arm.reading.survival_noise,
        },
        "n": arm.n,
        "events": arm.n_events,
        "end": arm.reading.end,
        "censor_marks": [
            {"time": mark.time, "confidence": mark.confidence} for mark in arm.censor_marks
        ],
        "risk_row": None if arm.risk_row is None else _row_record(arm.risk_row),
    }


def _row_record(row: RiskRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "confidence": round(row.confidence, 3),
        "cells": [
            {
                "time": cell.time,
                "n": cell.n_at_risk,
                "censored": int(cell.censored) if cell.censored else None,
                "confidence": round(cell.confidence, 3),
                "possible": cell.possible,
                "box": _box_record(cell.box),
            }
            for cell in row.cells
        ],
    }


def _doubt_record(doubt: Doubt) -> dict[str, Any]:
    return {
        "number": doubt.number,
        "code": doubt.code,
        "message": doubt.message,
        "weight": doubt.weight,
        "arm": doubt.arm,
        "box": None if doubt.box is None else _box_record(doubt.box),
    }


def _box_record(box: PixelBox) -> list[float]:
    return [round(value, 1) for value in (box.x0, box.y0, box.x1, box.y1)]
