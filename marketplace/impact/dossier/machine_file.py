"""The report for machines: JSON by a schema of its own, which lies beside this module and in every pack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from marketplace.impact.dossier.contents import Dossier
from marketplace.impact.figures import plain

SCHEMA_FILE: Final = Path(__file__).with_name("report.schema.json")
SCHEMA_ID: Final = "goodsyard.report/1"


def report_json(dossier: Dossier) -> bytes:
    """The whole dossier, names in order, numbers as strings so that none is rounded by who reads it."""
    return json.dumps(told(dossier), ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def told(dossier: Dossier) -> Mapping[str, Any]:  # Any: what JSON can hold
    """The dossier as JSON can hold it."""
    said = {
        "schema": SCHEMA_ID,
        "report": {
            "number": dossier.number,
            "title": dossier.title,
            "organisation": dossier.organisation,
            "period": dossier.period,
            "state": dossier.state,
            "digest": dossier.digest,
            "previous_digest": dossier.previous_digest,
        },
        "figures": dossier.figures,
        "lines": tuple(dossier.lines),
        "factors": tuple(dossier.factors),
        "parameters": tuple(dossier.parameters),
        "signed": tuple(dossier.signed),
        "remarks": tuple(dossier.remarks),
        "checks": tuple(
            {
                "code": check.question.code,
                "question": check.question.text,
                "result": check.result.value,
                "finding": check.finding,
                "lines": list(check.lines),
            }
            for check in dossier.checks
        ),
    }
    return {name: _plain(value) for name, value in said.items()}


def _plain(value: object) -> Any:  # Any: what JSON can hold
    if isinstance(value, dict):
        return value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return plain(value)
