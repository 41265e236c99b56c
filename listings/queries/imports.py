"""What imports read: the kept sheet, what an organisation has already, and what the pages show."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.storage import storages
from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from listings.importing.answers import Answers
from listings.importing.fields import Field
from listings.importing.headers import ColumnGuess, Layout, guess_layout, label_field
from listings.importing.reading import read_sheet
from listings.importing.row_kinds import RowKind, classify
from listings.importing.sheets import Sheet
from listings.models import Category, Claim, ImportJob, ImportRow, Listing, ListingState
from listings.models.imports import ImportState, RowOutcome
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.kernel.text import fold
from marketplace.organisations.models import Organisation, Site
from marketplace.web.waiting import Waiting

#: So many rows of the sheet are shown beside the questions.
PREVIEWED: Final = 8
#: The outcomes of which something becomes of a listing.
ITEMS: Final = (RowOutcome.CREATE, RowOutcome.UPDATE)


class SheetGone(DomainError):
    code = "sheet_gone"
    message = gettext_noop("We no longer have “{name}”. Upload it again.")
    field = "file"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a list is compared with: the organisation's sites in use, the tree's leaves, its listings that have a
    reference, and which of those somebody has claimed."""

    organisation: Organisation
    sites: dict[int, Site]
    categories: dict[str, Category]
    listings: dict[str, Listing]
    folded: dict[str, Listing]
    claimed: frozenset[int]

    def listing_with(self, reference: str) -> Listing | None:
        """The listing that has this reference, whatever its capitals if none has it to the letter."""
        return self.listings.get(reference) or self.folded.get(fold(reference))

    @property
    def site_names(self) -> dict[str, str]:
        """What a cell may say to name a site: its name, or a postcode that only one of them has."""
        postcodes = [fold(site.postcode) for site in self.sites.values()]
        alone = {site.postcode: site for site in self.sites.values() if postcodes.count(fold(site.postcode)) == 1}
        named = {**alone, **{site.name: site for site in self.sites.values()}}
        return {name: str(site.pk) for name, site in named.items() if name}


def ground_of(organisation: Organisation) -> Ground:
    """Four queries, whatever the length of the list."""
    own = Listing.objects.owned_by(organisation).exclude(reference="").select_related("site", "category")
    listings = {listing.reference: listing for listing in own.order_by("pk")}
    return Ground(
        organisation=organisation,
        sites={site.pk: site for site in Site.objects.owned_by(organisation).in_use().for_choice()},
        categories={leaf.slug: leaf for leaf in Category.objects.leaves().order_by("pk")},
        listings=listings,
        folded={fold(reference): listing for reference, listing in listings.items()},
        claimed=frozenset(Claim.objects.asked_of(organisation).order_by("pk").values_list("listing", flat=True)),
    )


def kept_sheet(job: ImportJob, worksheet: str = "") -> Sheet:
    """The rows of an uploaded file, of the worksheet asked for or else chosen before.

    :raises SheetRefused | SheetGone:
    """
    try:
        with storages["private"].open(job.file) as file:
            data = file.read()
    except FileNotFoundError:
        raise SheetGone(name=job.filename) from None
    return read_sheet(data, job.filename, worksheet=worksheet or job.worksheet or None)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet on the mapping page: what it holds, what we take it for and why."""

    guess: ColumnGuess
    chosen: Field
    why: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Look:
    """A sheet as the mapping page shows it."""

    sheet: Sheet
    layout: Layout
    columns: list[Column]
    preview: list[tuple[int, list[str]]]  # number of the row in the file, its cells
    row_count: int  # rows that look like items


def look_at(job: ImportJob, worksheet: str = "") -> Look:
    """The sheet with our guesses, or with what the person answered for it before.

    :raises SheetRefused | SheetGone:
    """
    sheet = kept_sheet(job, worksheet)
    layout = guess_layout(sheet.rows)
    answered = answers_of(job)
    same = answered is not None and sheet.name == (job.worksheet or sheet.name)
    chosen = dict(answered.columns) if answered is not None and same else layout.mapping
    columns = [
        Column(guess, chosen.get(guess.index, guess.field), _why(guess), guess.confidence >= 0.9)
        for guess in layout.columns
    ]
    below = [(index + 1, row) for index, row in enumerate(sheet.rows) if index >= layout.first_data_row]
    items = [line for line in below if classify(line[1], layout.mapping, layout.labels) is RowKind.ITEM]
    filled = [line for line in below if any(line[1])]
    return Look(sheet, layout, columns, filled[:PREVIEWED], len(items))


def _why(guess: ColumnGuess) -> str:
    """What a guess rests on, so that a person knows where to look twice."""
    if not guess.samples:
        return _("Nothing stands in it.")
    meant, surely = label_field(guess.label)
    if guess.field is Field.DESCRIPTION and guess.confidence < 0.9:
        return _("We do not know this heading, so it would be added to the description.")
    if meant is guess.field:
        return _("The heading says so.") if surely > 0.9 else _("The heading suggests it. Please look.")
    return _("Its cells look like it. Please look.")


def answers_of(job: ImportJob) -> Answers | None:
    """What was answered about the list, if anything was yet."""
    return Answers.from_json(job.answers) if job.answers else None


def own_imports(organisation: Organisation) -> QuerySet[ImportJob]:
    """The organisation's imports, newest first, with who uploaded them."""
    return ImportJob.objects.owned_by(organisation).select_related("uploaded_by").order_by("-created_at", "-pk")


def imports_waiting(organisation: Organisation) -> list[Waiting]:
    """For the yard: lists that were checked and wait for somebody's yes."""
    checked = ImportJob.objects.owned_by(organisation).filter(state=ImportState.CHECKED)
    found = checked.aggregate(count=Count("pk"), newest=Max("pk"))
    if not found["count"]:
        return []
    title = ngettext("%(count)s list to import", "%(count)s lists to import", found["count"])
    only = found["count"] == 1
    return [
        Waiting(
            title=title % {"count": found["count"]},
            detail=_("Every row is checked; nothing is listed until you say so."),
            verb=_("Look"),
            url=reverse("listings:import", args=[found["newest"]]) if only else reverse("listings:import-new"),
            urgency="later",
            count=found["count"],
        )
    ]


def outcome_counts(job: ImportJob) -> dict[str, int]:
    """How many rows of the list are of each outcome, all of them named."""
    rows = ImportRow.objects.filter(job=job).order_by("outcome").values("outcome").annotate(count=Count("pk"))
    counted = {row["outcome"]: row["count"] for row in rows}
    return {outcome.value: counted.get(outcome.value, 0) for outcome in RowOutcome}


def rows_of(job: ImportJob, outcome: str = "") -> QuerySet[ImportRow]:
    """The rows in the order of the file; `outcome` narrows."""
    rows = ImportRow.objects.for_job(job)
    return rows.filter(outcome=outcome) if outcome else rows


def drafts_of(job: ImportJob) -> QuerySet[Listing]:
    """The listings of this import that nobody else can see yet."""
    made = ImportRow.objects.filter(job=job, listing__isnull=False).values("listing")
    return Listing.objects.filter(pk__in=made, state=ListingState.DRAFT).select_related("site").order_by("pk")


def leaves_by_section() -> list[tuple[str, list[tuple[str, str]]]]:
    """Slug and name of every leaf by its section, in the order of the tree: for a select with groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for leaf in Category.objects.leaves().select_related("parent").in_tree_order():
        groups.setdefault(str(leaf.parent), []).append((leaf.slug, leaf.name))
    return list(groups.items())


def corrections(job: ImportJob) -> tuple[list[str], Iterator[list[Any]]]:  # Any: cells of a sheet
    """Headers and rows of a sheet that can be mended and imported again: what the rows said, and why they were refused.

    Where the list has no references, ours are added: with them a mended row stays the same one.

    :raises SheetRefused | SheetGone: the sheet's headers cannot be read any more
    """
    labels = guess_layout(kept_sheet(job).rows).labels
    answered = answers_of(job)
    has_reference = answered is not None and Field.REFERENCE in answered.columns.values()
    headers = [*labels, *([] if has_reference else ["Reference"]), "What to correct"]
    return headers, _mendable(job, len(labels), has_reference)


def _mendable(job: ImportJob, width: int, has_reference: bool) -> Iterator[list[Any]]:  # Any: as above
    for row in rows_of(job, RowOutcome.ERROR):
        cells = (row.cells + [""] * width)[:width]
        reasons = " ".join(said(problem) for problem in row.errors)
        yield [*cells, *([] if has_reference else [row.values["item"]["reference"]]), reasons]


def said(problem: dict[str, str]) -> str:
    """A problem as one sentence with its column in front."""
    return f"{problem['column']}: {problem['message']}" if problem["column"] else problem["message"]
