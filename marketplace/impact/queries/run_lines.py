"""Which lines of the ledger a run takes in, and what it has to know of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from listings.models import Category, Mode
from marketplace.impact.evidence import line_of
from marketplace.impact.kept import digest_of
from marketplace.impact.lines import Line
from marketplace.impact.models import CLOSED, CalculationRun, Diversion, EntryKind, ReportScope, ReportView, RunLine
from marketplace.impact.totals import Place, Priced
from marketplace.organisations.models import CircleMembership, Organisation, OrganisationKind, Site

#: Lines that are read, worked out and written at once: a few megabytes.
CHUNK: Final = 2000
PAID_FOR: Final = frozenset({Mode.SELL})
_GIVEN: Final = {ReportView.GIVEN: "donor", ReportView.RECEIVED: "receiver"}


def of_scope(run: CalculationRun) -> QuerySet[Diversion]:
    """Every line of whomever the run is about, of whatever day."""
    side = _GIVEN[ReportView(run.view)]
    lines = Diversion.objects.all()
    if run.scope == ReportScope.ORGANISATION:
        return lines.filter(**{f"{side}_id": run.organisation_id})
    if run.scope == ReportScope.SITE:
        return lines.filter(**{f"{side}_site_id": run.site_id})
    if run.scope == ReportScope.DEPARTMENT:
        return lines.filter(**{f"{side}_site__departments": run.department_id})
    if run.scope == ReportScope.CIRCLE:
        members = CircleMembership.objects.lasting(run.ends_on).filter(circle=run.circle_id).values("organisation")
        return lines.filter(donor__in=members, receiver__in=members)
    if run.scope == ReportScope.AREA:
        return lines.filter(
            Q(**{f"{side}_site__postcode__istartswith": f"{run.area} "}) | Q(**{f"{side}_site__town__iexact": run.area})
        )
    return lines


def lines_for(run: CalculationRun) -> QuerySet[Diversion]:
    """The lines of the run's period. What adjusts an earlier period that was closed stands where it was entered.

    A restatement takes in, beside what its report held, all that was entered later about its days. What a closed
    restatement took in is not counted again where it was entered.
    """
    entered = Q(entered_on__gte=run.starts_on, entered_on__lte=run.ends_on)
    lines = of_scope(run)
    if run.restates_id is not None:
        later = Q(entered_on__gt=run.ends_on, about__gte=run.starts_on, about__lte=run.ends_on)
        return lines.annotate(about=Coalesce("adjusts_on", "entered_on")).filter(entered | later)
    restated = RunLine.objects.filter(
        diversion=OuterRef("pk"),
        run__organisation=run.organisation_id,
        run__scope=run.scope,
        run__view=run.view,
        run__restates__isnull=False,
        run__report__state__in=CLOSED,
    )
    return lines.filter(entered & (Q(is_prior_period=False) | ~Exists(restated)))


def newest_line() -> int:
    """The number of the newest line of the ledger: what a run that begins now can take in."""
    return Diversion.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


class LedgerRow(NamedTuple):
    """What a run reads of a line: a whole model of each would take a third of its time."""

    id: int
    receipt_id: int
    entry: str
    corrects_id: int | None
    corrects__entry: str | None
    donor_id: int
    donor_site_id: int
    receiver_id: int
    receiver_site_id: int
    category_id: int
    entered_on: date
    adjusts_on: date | None
    is_prior_period: bool
    is_provisional: bool
    factor_set_id: int
    row: str
    quantity: Decimal
    mass_kg: Decimal
    mass_basis: str
    evidence__facts: Any  # Any: JSON, nothing where the receipt stated no mass
    receipt__collection__claim__listing__replacement_value_pence: int | None
    receipt__collection__claim__listing__price_pence: int | None
    receipt__collection__claim__listing__mode: str


def ledger_rows(lines: QuerySet[Diversion]) -> Iterator[LedgerRow]:
    """The lines as runs read them."""
    for values in lines.values_list(*LedgerRow._fields):
        yield LedgerRow(*values)


def chunks_of(run: CalculationRun) -> Iterator[Sequence[LedgerRow]]:
    """The run's lines in the order of their numbers, some thousands at a time, none held longer than that."""
    lines = lines_for(run).filter(pk__lte=run.cutoff).order_by("pk")
    last = 0
    while chunk := list(ledger_rows(lines.filter(pk__gt=last)[:CHUNK])):
        last = chunk[-1].id
        yield chunk


@dataclass(frozen=True, slots=True)
class _SiteFacts:
    name: str
    town: str


class Places:
    """Names of categories, sites and kinds of receivers, read once each."""

    def __init__(self, run: CalculationRun) -> None:
        self.side = _GIVEN[ReportView(run.view)]
        self.categories = {one.pk: (one.slug, one.name) for one in Category.objects.order_by("pk")}
        self.sites: dict[int, _SiteFacts] = {}
        self.kinds: dict[int, tuple[str, str]] = {}

    def learn(self, chunk: Sequence[LedgerRow]) -> None:
        """Read what the chunk names and is not known yet."""
        sites = {pk for one in chunk for pk in (one.donor_site_id, one.receiver_site_id)} - set(self.sites)
        for pk, name, town in Site.objects.filter(pk__in=sites).values_list("pk", "name", "town"):
            self.sites[pk] = _SiteFacts(name, town)
        receivers = {one.receiver_id for one in chunk} - set(self.kinds)
        for pk, kind in Organisation.objects.filter(pk__in=receivers).values_list("pk", "kind"):
            self.kinds[pk] = (kind, str(OrganisationKind(kind).label))

    def of(self, line: LedgerRow) -> Place:
        """Where the line stands in the partitions."""
        donor, receiver = self.sites[line.donor_site_id], self.sites[line.receiver_site_id]
        own = (line.donor_site_id, donor) if self.side == "donor" else (line.receiver_site_id, receiver)
        return Place(
            category=self.categories[line.category_id],
            site=(str(own[0]), own[1].name),
            month=f"{line.entered_on:%Y-%m}",
            receiver_kind=self.kinds[line.receiver_id],
            towns=(donor.town, receiver.town),
        )


def facts_of(row: LedgerRow) -> Line | None:
    """The facts of a line; none where the receipt stated no mass."""
    if not row.evidence__facts:
        return None
    return line_of(row.evidence__facts, line_id=str(row.id))


def priced(row: LedgerRow) -> Priced:
    """What the line is worth, in pence with its sign."""
    price = row.receipt__collection__claim__listing__price_pence
    new = row.receipt__collection__claim__listing__replacement_value_pence
    is_paid = row.receipt__collection__claim__listing__mode in PAID_FOR and price
    return Priced(
        new_pence=None if new is None else new * row.quantity,
        charges_pence=price * row.quantity if is_paid and price else Decimal(0),
    )


def facts_digest(row: LedgerRow) -> str:
    """SHA-256 over all that the ledger says of a line; the moment of counting is no part of it."""
    return digest_of(
        [
            row.id, row.receipt_id, row.entry, row.corrects_id, row.donor_id, row.donor_site_id, row.receiver_id,
            row.receiver_site_id, row.category_id, _day(row.entered_on), _day(row.adjusts_on), row.row,
            f"{row.quantity:.3f}", f"{row.mass_kg:.3f}", row.mass_basis, row.evidence__facts,
        ]
    )  # fmt: skip


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def undoes_a_return(row: LedgerRow) -> bool:
    """Whether it takes back a line that was a return itself."""
    return row.entry == EntryKind.CORRECTED and row.corrects__entry == EntryKind.RETURNED
