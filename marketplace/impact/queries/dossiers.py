"""A report out of the database, whole, as its files are made of it."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from listings.models.evidence import Evidence
from logistics.models import Handover
from logistics.models.papers import Paper
from marketplace.impact.auditing import AuditLine, Check, audit
from marketplace.impact.calculation import Contribution, LineResult, Scenarios, Term
from marketplace.impact.dossier.contents import (
    Dossier,
    DossierLine,
    Effect,
    EvidenceFile,
    FactorUsed,
    ParameterUsed,
    Remark,
    Signed,
)
from marketplace.impact.evidence import result_of
from marketplace.impact.figures import ReportFigures, figures_of
from marketplace.impact.models import (
    CalculationRun,
    Factor,
    MassStatement,
    Report,
    ReportScope,
    ReviewComment,
    RunLine,
)
from marketplace.impact.queries.factors import stored_factors
from marketplace.impact.rows import ROW_BY_CODE
from marketplace.kernel.periods import format_period
from marketplace.kernel.units import Unit
from marketplace.organisations.models import Organisation

ZERO: Final = Decimal(0)
CHUNK: Final = 2000
#: of these anybody's lines may stand in a report, so names of others are left out.
WIDE: Final = frozenset({ReportScope.AREA.value, ReportScope.PLATFORM.value})


def dossier_of(report: Report) -> Dossier:
    """The report with its lines, what they rest on, who signed, and every check."""
    run = report.run
    figures = figures_of(run.figures)
    rows = list(RunLine.objects.filter(run=run).for_pages().select_related("diversion__factor_set").in_order())
    return Dossier(
        number=report.pk,
        title=title_of(figures),
        organisation=report.organisation.name,
        period=format_period(run.period),
        state=report.state,
        digest=report.digest,
        previous_digest=report.previous_digest,
        figures=figures,
        lines=tuple(_line(row, report) for row in rows),
        factors=_factors(rows, figures),
        parameters=_parameters(run),
        signed=_signed(report),
        remarks=_remarks(report),
        checks=_checks(rows),
        evidence=evidence_of(rows, report.organisation),
    )


def title_of(figures: ReportFigures) -> str:
    """What the report is called: its scope, its side."""
    words = {"given": _("What was given"), "received": _("What was received")}
    return f"{figures.basis.label}: {words.get(figures.basis.view, figures.basis.view)}"


def checks_of(report: Report) -> tuple[Check, ...]:
    """What an auditor would ask of the report's lines, with the answers."""
    rows = RunLine.objects.filter(run=report.run).select_related("diversion__factor_set").in_order()
    return _checks(list(rows))


def _checks(rows: list[RunLine]) -> tuple[Check, ...]:
    sets = {row.diversion.factor_set_id: row.diversion.factor_set for row in rows}
    used = {key for row in rows for key in row.factor_ids.split()}
    factors = stored_factors(*(sets[pk] for pk in sorted(sets, reverse=True)), only=used)
    return audit((_audited(row) for row in rows), factors)


def _audited(row: RunLine) -> AuditLine:
    """The line with the figures of the run, not those of the day on which it was counted."""
    evidence = row.diversion.evidence
    result = None
    if evidence:
        counted = result_of(evidence, line_id=str(row.diversion_id))
        result = LineResult(
            line=counted.line,
            method=counted.method,
            e_new=row.new_production,
            contributions=tuple(
                Contribution(Term(effect.term), effect.factor_id, effect.amount, ZERO) for effect in _effects(row)
            ),
            missing=counted.missing,
            unquantified_kg=row.unquantified_kg,
            unquantified_eol_kg=counted.unquantified_eol_kg,
            is_excluded=not row.is_quantified,
        )
    return AuditLine(row.diversion_id, row.row, row.basis, row.mass_kg, result)


def _effects(row: RunLine) -> tuple[Effect, ...]:
    return tuple(
        Effect(term, factor_id, Scenarios(Decimal(low), Decimal(central), Decimal(high)))
        for term, factor_id, low, central, high in row.effects
    )


def _line(row: RunLine, report: Report) -> DossierLine:
    listing = row.diversion.receipt.collection.claim.listing
    report_row = ROW_BY_CODE[row.row]
    wide = report.run.scope in WIDE
    giver, giver_site = _party(row.donor, row.donor_site.name, report.organisation, wide=wide)
    receiver, receiver_site = _party(row.receiver, row.receiver_site.name, report.organisation, wide=wide)
    named = not wide or report.organisation_id in {row.donor_id, row.receiver_id}
    return DossierLine(
        line=row.diversion_id,
        receipt=row.diversion.receipt_id,
        entry=row.diversion.entry,
        entered_on=row.entered_on,
        row=row.row,
        row_label=_(report_row.label),
        gri=_(report_row.gri),
        giver=giver,
        giver_site=giver_site,
        receiver=receiver,
        receiver_site=receiver_site,
        category=row.category.name,
        goods=listing.title if named else "",
        quantity=row.diversion.quantity,
        unit=str(Unit(listing.unit).label),
        mass_kg=row.mass_kg,
        basis=row.basis,
        method=row.method,
        is_adjustment=row.is_adjustment,
        is_quantified=row.is_quantified,
        unquantified_kg=row.unquantified_kg,
        new_production=row.new_production,
        a=Scenarios(row.a_low, row.a_central, row.a_high),
        b=Scenarios(row.b_low, row.b_central, row.b_high),
        c=row.c,
        d=row.d,
        u=Scenarios(row.u_low, row.u_central, row.u_high),
        n=Scenarios(row.n_low, row.n_central, row.n_high),
        factor_ids=row.factor_ids,
        effects=_effects(row),
        facts_sha256=row.facts_sha256,
        sha256=row.sha256,
    )


def _party(who: Organisation, site: str, own: Organisation, *, wide: bool) -> tuple[str, str]:
    """The names of a party and its site; in a report about everybody those of others are left out."""
    return (who.name, site) if not wide or who.pk == own.pk else (_("another organisation"), "")


def _factors(rows: list[RunLine], figures: ReportFigures) -> tuple[FactorUsed, ...]:
    used = {part.factor_id for part in figures.factors}
    sets = {row.diversion.factor_set_id for row in rows}
    if rows:
        sets.add(rows[0].run.factor_set_id)
    found = Factor.objects.filter(factor_set__in=sets, factor_id__in=used).select_related("factor_set")
    return tuple(
        FactorUsed(
            factor_id=one.factor_id,
            label=str(one),
            kind=one.kind,
            value=one.kgco2e.normalize() if one.kgco2e else ZERO,
            unit=one.unit,
            gwp_basis=one.gwp_basis,
            factor_set=str(one.factor_set),
            source=one.factor_set.source,
            licence=one.factor_set.licence,
            source_sha256=one.factor_set.source_sha256,
        )
        for one in found.order_by("kind", "factor_id", "-factor_set__year", "pk")
    )


def _parameters(run: CalculationRun) -> tuple[ParameterUsed, ...]:
    return tuple(
        ParameterUsed(
            name=str(one.get_name_display()),
            key=one.key,
            value=one.factor_id if one.value is None else format(one.value.normalize(), "f"),
            source=one.source,
        )
        for one in run.parameter_set.values.order_by("name", "key", "pk")
    )


def _signed(report: Report) -> tuple[Signed, ...]:
    reviewer = report.reviewer
    frozen_by = report.frozen_by
    return (
        Signed(_("Prepared by"), str(report.preparer), report.prepared_at),
        Signed(_("Reviewed and locked by"), str(reviewer) if reviewer and report.locked_at else "", report.locked_at),
        Signed(_("Frozen by"), str(frozen_by) if frozen_by else "", report.frozen_at),
    )


def _remarks(report: Report) -> tuple[Remark, ...]:
    return tuple(
        Remark(one.diversion_id, str(one.by), one.at, one.text, one.resolved_at is not None)
        for one in ReviewComment.objects.filter(report=report).in_order()
    )


# --- evidence files -------------------------------------------------------------------------------------------------
def evidence_of(rows: list[RunLine], own: Organisation) -> tuple[EvidenceFile, ...]:
    """Every file that shows something about a line of which the organisation is a party: weighings, transfer notes,
    what was photographed and signed at handovers, what a giver showed. Each once, by the name it has in a pack."""
    mine = [row for row in rows if own.pk in {row.donor_id, row.receiver_id}]
    found: dict[str, EvidenceFile] = {}
    for start in range(0, len(mine), CHUNK):
        for file in _files_of(mine[start : start + CHUNK]):
            known = found.get(file.name)
            lines = (*known.lines, *file.lines) if known else file.lines
            found[file.name] = EvidenceFile(
                file.name, file.what, tuple(sorted(set(lines))), file.stored_as, file.sha256
            )
    return tuple(found[name] for name in sorted(found))


def _files_of(rows: list[RunLine]) -> Iterator[EvidenceFile]:
    by_receipt, by_load, by_listing = (defaultdict[int, list[int]](list) for _one in range(3))
    for row in rows:
        receipt = row.diversion.receipt
        by_receipt[receipt.pk].append(row.diversion_id)
        by_load[receipt.collection_id].append(row.diversion_id)
        by_listing[receipt.collection.claim.listing_id].append(row.diversion_id)
    yield from _weighings(by_receipt)
    yield from _papers(by_load)
    yield from _proofs(by_load)
    yield from _shown(by_listing)


def _weighings(lines: dict[int, list[int]]) -> Iterator[EvidenceFile]:
    for one in MassStatement.objects.filter(receipt__in=list(lines)).exclude(file="").order_by("pk"):
        name = f"evidence/weighings/receipt-{one.receipt_id}-{one.number}{_ending(one.filename)}"
        yield EvidenceFile(name, _("Weighing or its ticket"), tuple(lines[one.receipt_id]), one.file, one.file_sha256)


def _papers(lines: dict[int, list[int]]) -> Iterator[EvidenceFile]:
    for one in Paper.objects.kept().filter(collection__in=list(lines)).order_by("pk"):
        name = f"evidence/papers/{one.number}.pdf"
        yield EvidenceFile(name, str(one.get_kind_display()), tuple(lines[one.collection_id]), one.file, one.hash)


def _proofs(lines: dict[int, list[int]]) -> Iterator[EvidenceFile]:
    handovers = Handover.objects.filter(collection__in=list(lines), proof__isnull=False).select_related("proof")
    for one in handovers.order_by("pk"):
        proof = one.proof
        for what, stored, digest in (
            (_("Photo of a handover"), proof.photo, proof.photo_hash),
            (_("Signature at a handover"), proof.signature, proof.signature_hash),
        ):
            if stored:
                kind = "photo" if stored == proof.photo else "signature"
                name = f"evidence/handovers/proof-{proof.pk}-{kind}{_ending(stored)}"
                yield EvidenceFile(name, what, tuple(lines[one.collection_id]), stored, digest)


def _shown(lines: dict[int, list[int]]) -> Iterator[EvidenceFile]:
    for one in Evidence.objects.of(lines).standing().exclude(picture="").order_by("pk"):
        name = f"evidence/shown/{one.gate}-{one.pk}{_ending(one.picture)}"
        words = _("What the giver showed: %(gate)s") % {"gate": one.gate}
        yield EvidenceFile(name, words, tuple(lines[one.listing_id]), one.picture, one.picture_hash)


def _ending(name: str) -> str:
    """A short, plain ending of a file's name, or none."""
    _stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and ending.isalnum() and len(ending) <= 5 else ""
