"""A frozen report as bytes, and read back from them: nothing else is asked for what it says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from marketplace.impact.figures import ReportFigures, figures_of
from marketplace.impact.kept import canonical
from marketplace.impact.models import Report
from marketplace.organisations.models import User

SHAPE: Final = "goodsyard-report-1"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a frozen report says, read from its bytes alone."""

    document: Mapping[str, Any]  # Any: what JSON holds
    figures: ReportFigures

    @property
    def previous_digest(self) -> str:
        return str(self.document["previous_digest"])


def sealed(report: Report) -> Sealed:
    """The report as its bytes say it.

    :raises ValueError: they are no JSON any more
    """
    document = json.loads(bytes(report.frozen or b""))
    return Sealed(document, figures_of(document["figures"]))


def figures_in(report: Report) -> ReportFigures:
    """A report's figures: of a frozen one from its bytes, of any other from its run, which has to be done."""
    return sealed(report).figures if report.is_frozen else figures_of(report.run.figures)


def document_of(report: Report, *, previous_digest: str, by: User, now: datetime) -> bytes:
    """The report as it is frozen: canonical JSON, the same bytes for the same content."""
    run = report.run
    return canonical(
        {
            "shape": SHAPE,
            "report": report.pk,
            "organisation": {"id": report.organisation_id, "name": report.organisation.name},
            "previous_digest": previous_digest,
            "preparer": report.preparer.name,
            "prepared_at": _moment(report.prepared_at),
            "reviewer": report.reviewer.name if report.reviewer else "",
            "locked_at": _moment(report.locked_at),
            "frozen_by": by.name,
            "frozen_at": _moment(now),
            "restates": report.restates.digest if report.restates else "",
            "restatement_reason": report.restatement_reason,
            "run": {
                "id": run.pk,
                "input_digest": run.input_digest,
                "lines_digest": run.lines_digest,
                "lines": run.all_lines,
                "code_version": run.code_version,
                "factor_set": {"name": run.factor_set.name, "sha256": run.factor_set.rows_sha256},
                "parameter_set": {"version": run.parameter_set.version, "sha256": run.parameter_set.rows_sha256},
                "inputs": run.inputs,
            },
            "figures": run.figures,
            "bridge": run.bridge,
            "questions": _questions(report),
        }
    )


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _questions(report: Report) -> list[dict[str, Any]]:  # Any: JSON
    return [
        {
            "line": one.diversion_id,
            "is_answer": one.question_id is not None,
            "text": one.text,
            "by": one.by.name,
            "at": _moment(one.at),
        }
        for one in report.comments.in_order()
    ]
