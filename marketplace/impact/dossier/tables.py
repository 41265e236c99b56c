"""The small sheets of a pack: factors, parameters, remarks."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace.impact.dossier.contents import FactorUsed, ParameterUsed, Remark
from marketplace.web.spreadsheets import csv_lines


def factors_csv(factors: Sequence[FactorUsed]) -> bytes:
    """Each factor with its set, its source and the hash of the publisher's file."""
    heads = (
        "factor",
        "what",
        "kind",
        "value",
        "unit",
        "GWP basis",
        "set",
        "source",
        "licence",
        "SHA-256 of the source",
    )
    rows = [
        (one.factor_id, one.label, one.kind, one.value, one.unit, one.gwp_basis, one.factor_set, one.source,
         one.licence, one.source_sha256)
        for one in factors
    ]  # fmt: skip
    return "".join(csv_lines(heads, rows)).encode()


def parameters_csv(parameters: Sequence[ParameterUsed]) -> bytes:
    """Each assumption with its source."""
    heads = ("parameter", "of", "value", "source")
    return "".join(csv_lines(heads, [(one.name, one.key, one.value, one.source) for one in parameters])).encode()


def remarks_csv(remarks: Sequence[Remark]) -> bytes:
    """Each question of the review and each answer."""
    heads = ("line", "by", "at", "text", "resolved")
    return "".join(
        csv_lines(heads, [(one.line, one.by, one.at, one.text, one.is_resolved) for one in remarks])
    ).encode()
