"""Which lines of the ledger a run takes in, and what it has to know of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
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


def chunks_of(run: CalculationRun) -> Iterator[Sequence[Diversion]]:
    """The run's lines in the order of their numbers, some thousands at a time, none held longer than that."""
    lines = (
        lines_for(run)
        .filter(pk__lte=run.cutoff)
        .annotate(
            new_pence=F("receipt__collection__claim__listing__replacement_value_pence"),
            price_pence=F("receipt__collection__claim__listing__price_pence"),
            mode=F("receipt__collection__claim__listing__mode"),
            corrected_entry=F("corrects__entry"),
        )
        .order_by("pk")
    )
    last = 0
    while chunk := list(lines.filter(pk__gt=last)[:CHUNK]):
        last = chunk[-1].pk
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

    def learn(self, chunk: Sequence[Diversion]) -> None:
        """Read what the chunk names and is not known yet."""
        sites = {pk for one in chunk for pk in (one.donor_site_id, one.receiver_site_id)} - set(self.sites)
        for pk, name, town in Site.objects.filter(pk__in=sites).values_list("pk", "name", "town"):
            self.sites[pk] = _SiteFacts(name, town)
        receivers = {one.receiver_id for one in chunk} - set(self.kinds)
        for pk, kind in Organisation.objects.filter(pk__in=receivers).values_list("pk", "kind"):
            self.kinds[pk] = (kind, str(OrganisationKind(kind).label))

    def of(self, line: Diversion) -> Place:
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


def facts_of(diversion: Diversion) -> Line | None:
    """The facts of a line; none where the receipt stated no mass."""
    if not diversion.evidence:
        return None
    return line_of(diversion.evidence["facts"], line_id=str(diversion.pk))


def priced(diversion: Any) -> Priced:  # Any: a line with the annotations of `chunks_of`
    """What the line is worth, in pence with its sign."""
    quantity: Decimal = diversion.quantity
    paid = diversion.price_pence * quantity if diversion.mode in PAID_FOR and diversion.price_pence else Decimal(0)
    new = None if diversion.new_pence is None else diversion.new_pence * quantity
    return Priced(new_pence=new, charges_pence=paid)


def facts_digest(diversion: Diversion) -> str:
    """SHA-256 over all that the ledger says of a line; the moment of counting is no part of it."""
    return digest_of(
        {
            "id": diversion.pk,
            "receipt": diversion.receipt_id,
            "entry": diversion.entry,
            "corrects": diversion.corrects_id,
            "donor": [diversion.donor_id, diversion.donor_site_id],
            "receiver": [diversion.receiver_id, diversion.receiver_site_id],
            "category": diversion.category_id,
            "entered_on": _day(diversion.entered_on),
            "adjusts_on": _day(diversion.adjusts_on),
            "row": diversion.row,
            "quantity": f"{diversion.quantity:.3f}",
            "mass_kg": f"{diversion.mass_kg:.3f}",
            "basis": diversion.mass_basis,
            "facts": diversion.evidence.get("facts"),
        }
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def undoes_a_return(diversion: Any) -> bool:  # Any: as above
    """Whether it takes back a line that was a return itself."""
    return bool(diversion.entry == EntryKind.CORRECTED and diversion.corrected_entry == EntryKind.RETURNED)
