"""What this room keeps, for how long, by which rule, and what then becomes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Min
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from logistics.models import Paper, PaperKind
from logistics.models.positions import KEPT_FOR as POSITIONS_KEPT_FOR
from logistics.papers.keeping import LEAST_YEARS
from logistics.queries.roads import KEPT_FOR as LEGS_KEPT_FOR
from marketplace.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of record: how long, by which rule, what then, and how many the organisation has now."""

    what: str
    how_long: str
    rule: str
    then: str
    now: str = ""


def kept_by(organisation: Organisation) -> Sequence[Kept]:
    """Everything of this room, notes first. One query."""
    notes = Paper.objects.kept().visible_to(organisation).order_by("kind").values("kind")
    rows = notes.annotate(many=Count("pk", distinct=True), first=Min("keep_until"))
    counts = {row["kind"]: _counted(row["many"], row["first"]) for row in rows}
    return [*(_note(kind, counts.get(kind.value, _("none"))) for kind in PaperKind), *_others()]


def _note(kind: PaperKind, now: str) -> Kept:
    years = max(LEAST_YEARS[kind.value], settings.KEEP_PAPERS_YEARS[kind.value])
    rules = {
        PaperKind.OWNERSHIP: _("No law asks for it: as long as waste transfer notes, for the same questions."),
        PaperKind.WASTE: _("Waste (England and Wales) Regulations 2011, reg. 35 (6): two years."),
        PaperKind.CONSIGNMENT: _("Hazardous Waste (England and Wales) Regulations 2005, reg. 49: three years."),
    }
    return Kept(
        what=str(kind.label),
        how_long=ngettext("%(years)s year", "%(years)s years", years) % {"years": years},
        rule=rules[kind],
        then=_("File and data are removed; number and fingerprint stay."),
        now=now,
    )


def _counted(many: int, first: date) -> str:
    words = _("%(count)s, the first goes after %(day)s")
    return words % {"count": many, "day": date_format(first, "j F Y")}


def _others() -> list[Kept]:
    hours = round(POSITIONS_KEPT_FOR.total_seconds() / 3600)
    return [
        Kept(
            _("Season tickets, statements, declarations of waste"),
            _("without an end"),
            _("They say what the notes were made from, and who stated what."),
            _("Nothing: they are never edited, only replaced by newer ones."),
        ),
        Kept(
            _("Handovers, proofs and the books of lots"),
            _("without an end"),
            _("Each entry carries the hash of the one before: taking one out would break the book."),
            _("Nothing. Errors are corrected by new entries."),
        ),
        Kept(
            _("Where a van was"),
            _("%(hours)s hours") % {"hours": hours},
            _("Only by its driver’s choice, for one shift; nobody needs it later."),
            _("Deleted, at once when the driver stops telling."),
        ),
        Kept(
            _("Driving times that a road engine told"),
            _("%(days)s days") % {"days": LEGS_KEPT_FOR.days},
            _("Roads are built and closed."),
            _("Deleted, and asked for again when they are needed."),
        ),
        Kept(
            _("Which drivers were told of an offer"),
            _("%(days)s days after it is over") % {"days": LEGS_KEPT_FOR.days},
            _("So that nobody gets the same mail twice."),
            _("Deleted."),
        ),
        Kept(
            _("The words of mails"),
            _("until they are sent"),
            _("Somebody may have to be written to again."),
            _("Deleted; that a mail went out stays on record."),
        ),
    ]
