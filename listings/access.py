"""Who may: what the views of this room fetch, by whom. Not yours, or not there: 404."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from listings.models import (
    Category,
    Claim,
    Decision,
    Enquiry,
    ImportJob,
    KitList,
    Listing,
    Photo,
    Recurrence,
    StandingBreak,
    StandingClaim,
    TakingPolicy,
    Want,
)
from listings.models.alerts import Alert, Notice
from listings.models.categories import Kind
from listings.models.evidence import Evidence
from listings.models.feeds import CalendarFeed
from listings.models.listings import ListingQuerySet
from listings.models.loans import COMES_BACK, Loan
from listings.models.promises import Appeal, PromiseOutcome
from listings.models.saved import SavedSearch
from listings.models.spaces import Space
from listings.models.tokens import LinkBroken, read_answer_token, read_stop_token
from listings.models.wants import WantQuerySet
from marketplace.organisations.models import Organisation, Site, User


def listing_visible_to(organisation: Organisation | None, pk: int, today: date) -> Listing:
    """A listing that this organisation (or, with none, anybody) may open, with what its page prints."""
    return get_object_or_404(Listing.objects.visible_to(organisation, today).for_page(), pk=pk)


def own_listing(organisation: Organisation, pk: int) -> Listing:
    """A listing of the organisation itself."""
    return get_object_or_404(Listing.objects.owned_by(organisation).for_page(), pk=pk)


def own_listings_named(organisation: Organisation, keys: Sequence[str]) -> list[Listing]:
    """Listings of the organisation itself by the keys in an address, in order; one that is not: 404."""
    if not keys or not all(key.isascii() and key.isdigit() and len(key) < 19 for key in keys):
        raise Http404
    wanted = {int(key) for key in keys}
    found = list(Listing.objects.owned_by(organisation).filter(pk__in=wanted).for_page().order_by("pk"))
    if len(found) < len(wanted):
        raise Http404
    return found


def decision_visible_to(organisation: Organisation, pk: int) -> Decision:
    """A decision to which the organisation is a party: it gave, or it asked."""
    seen = Decision.objects.visible_to(organisation).select_related("organisation", "by")
    return get_object_or_404(seen, pk=pk)


def taking_policy_of(organisation: Organisation) -> TakingPolicy:
    """What the organisation says of itself as a taker."""
    return TakingPolicy.objects.of(organisation)


def pair_to_introduce(listing: int, want: int) -> tuple[Listing, Want]:
    """For the operator: a public listing and an open want, with what is told of them."""
    return (
        get_object_or_404(Listing.objects.public().for_page(), pk=listing),
        get_object_or_404(Want.objects.visible_to(None).for_cards(), pk=want),
    )


def own_photo(organisation: Organisation, pk: int) -> Photo:
    """A photo on one of the organisation's listings."""
    own = Listing.objects.owned_by(organisation)
    return get_object_or_404(Photo.objects.filter(listing__in=own).select_related("listing"), pk=pk)


def photo_visible_to(organisation: Organisation | None, pk: int, today: date) -> Photo:
    """A photo on a listing that this organisation (or anybody) may open."""
    seen = Listing.objects.visible_to(organisation, today)
    return get_object_or_404(Photo.objects.filter(listing__in=seen), pk=pk)


def category_with_picture(slug: str) -> Category:
    """A node of the tree, for its catalogue picture."""
    return get_object_or_404(Category, slug=slug)


def chosen_leaf(pk: object) -> Category | None:
    """The category that a form names by its key; None where it names none that can be listed under."""
    text = str(pk or "")
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        return None
    return Category.objects.leaves().filter(pk=int(text)).first()


def claim_visible_to(organisation: Organisation, pk: int) -> Claim:
    """A claim to which the organisation is a party."""
    return get_object_or_404(Claim.objects.visible_to(organisation).for_page(), pk=pk)


def claim_asked_of(organisation: Organisation, pk: int) -> Claim:
    """A claim on one of the organisation's listings: it has to answer."""
    return get_object_or_404(Claim.objects.asked_of(organisation).for_page(), pk=pk)


def claim_asked_by(organisation: Organisation, pk: int) -> Claim:
    """A claim of the organisation's own."""
    return get_object_or_404(Claim.objects.asked_by(organisation).for_page(), pk=pk)


def claim_between(organisation: Organisation, pk: int) -> Claim:
    """A claim that the organisation asked for or was asked for; a carrier is neither."""
    sides = Claim.objects.asked_by(organisation) | Claim.objects.asked_of(organisation)
    return get_object_or_404(sides.for_page(), pk=pk)


def promise_visible_to(organisation: Organisation, pk: int) -> PromiseOutcome:
    """What became of a promise of the organisation, or of one made to it."""
    return get_object_or_404(PromiseOutcome.objects.visible_to(organisation).first_noted().for_page(), pk=pk)


def own_promise(organisation: Organisation, pk: int) -> PromiseOutcome:
    """What became of a promise of the organisation itself."""
    return get_object_or_404(PromiseOutcome.objects.of(organisation).first_noted().for_page(), pk=pk)


def promise_made_to(organisation: Organisation, pk: int) -> PromiseOutcome:
    """What became of a promise made to the organisation: it may excuse it."""
    made = PromiseOutcome.objects.filter(other=organisation).first_noted()
    return get_object_or_404(made.for_page(), pk=pk)


def appeal_to_answer(pk: int) -> Appeal:
    """For the operator: an appeal, answered or not."""
    return get_object_or_404(Appeal.objects.for_page(), pk=pk)


def own_evidence(organisation: Organisation, pk: int) -> Evidence:
    """What stands as evidence on one of the organisation's listings."""
    own = Evidence.objects.filter(listing__organisation=organisation)
    return get_object_or_404(own.select_related("listing__organisation", "listing__category"), pk=pk)


def evidence_picture_visible_to(organisation: Organisation, pk: int) -> Evidence:
    """Evidence with a picture, on a listing that the organisation owns or has a claim on, or carries of."""
    claimed = Claim.objects.visible_to(organisation).values("listing")
    seen = Q(listing__organisation=organisation) | Q(listing__in=claimed)
    return get_object_or_404(Evidence.objects.filter(seen).exclude(picture=""), pk=pk)


def lent_claim(organisation: Organisation, pk: int) -> Claim:
    """A claim on what is lent, between the organisation and another; a carrier is neither."""
    sides = Claim.objects.asked_by(organisation) | Claim.objects.asked_of(organisation)
    lent = Q(listing__mode__in=COMES_BACK) & ~Q(listing__kind=Kind.SPACE)
    return get_object_or_404(sides.filter(lent | Q(loan__isnull=False)).for_page(), pk=pk)


def loan_between(organisation: Organisation, pk: int) -> Loan:
    """The loan that a claim is (by the claim's key), between the organisation and another."""
    return get_object_or_404(Loan.objects.of(organisation).for_pages(), claim=pk)


def own_space(organisation: Organisation, key: str) -> Space:
    """A space of the organisation itself by its key, as a form says it."""
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404
    return get_object_or_404(Space.objects.owned_by(organisation).select_related("listing"), pk=int(key))


def own_feed(person: User, organisation: Organisation, pk: int) -> CalendarFeed:
    """An address of a calendar that is the person's own, for this organisation; a colleague's is theirs alone."""
    feed = get_object_or_404(CalendarFeed.objects.filter(organisation=organisation), pk=pk)
    if feed.person_id != person.pk:
        raise PermissionDenied(_("This address belongs to somebody else of your organisation."))
    return feed


def feed_opened_by(token: str) -> CalendarFeed:
    """The calendar that a secret address opens; there is none, or its person does not belong any more: 404."""
    return get_object_or_404(CalendarFeed.objects.opened_by(token).for_page())


def enquiry_visible_to(organisation: Organisation, pk: int) -> Enquiry:
    """An enquiry that the organisation made or has to answer."""
    seen = Enquiry.objects.visible_to(organisation).select_related("listing__organisation", "organisation", "thread")
    return get_object_or_404(seen, pk=pk)


def reader_of(request: HttpRequest) -> tuple[Organisation | None, frozenset[str]]:
    """For public pages: the organisation that the visitor acts for, if any, and their roles there."""
    organisation: Organisation | None = request.organisation  # type: ignore[attr-defined]  # set by the middleware
    roles: frozenset[str] = request.roles  # type: ignore[attr-defined]  # as above
    return organisation, roles


def searchable_listings(organisation: Organisation | None, today: date) -> list[ListingQuerySet]:
    """What somebody acting for this organisation (or nobody) may find: sets that have no row in common.

    First the public listings, by the key that search goes by; then, if there are any, the few that stages show to this
    organisation alone. Every page that finds listings goes by this.
    """
    public = Listing.objects.public()
    if organisation is None:
        return [public]
    held = Listing.objects.shown_to(organisation, today)
    return [public, held] if held.exists() else [public]


def searchable_wants(today: date) -> WantQuerySet:
    """What anybody may find of wants: the open ones."""
    return Want.objects.open_at(today)


def want_visible_to(organisation: Organisation | None, pk: int) -> Want:
    """An open want, or one of the organisation's own, with what its page prints."""
    return get_object_or_404(Want.objects.visible_to(organisation).for_cards(), pk=pk)


def own_want(organisation: Organisation, pk: int) -> Want:
    """A want of the organisation itself."""
    return get_object_or_404(Want.objects.owned_by(organisation).for_cards(), pk=pk)


def own_kit(organisation: Organisation, pk: int) -> KitList:
    """A kit list of the organisation itself; its lines are everybody's to see, as wants."""
    return get_object_or_404(KitList.objects.owned_by(organisation).select_related("site", "organisation"), pk=pk)


def sites_to_search_from(organisation: Organisation | None) -> list[Site]:
    """The organisation's sites in use, by name; nobody has none."""
    return [] if organisation is None else list(Site.objects.owned_by(organisation).in_use().for_choice())


def own_alert(organisation: Organisation, pk: int) -> Alert:
    """An alert that the organisation was told."""
    return get_object_or_404(Alert.objects.of(organisation).told().select_related("listing"), pk=pk)


def own_saved_search(person: User, organisation: Organisation, pk: int) -> SavedSearch:
    """A saved search of the person's own, for this organisation; a colleague's is theirs alone."""
    saved = get_object_or_404(SavedSearch.objects.filter(organisation=organisation), pk=pk)
    if saved.person_id != person.pk:
        raise PermissionDenied(_("This search was saved by somebody else of your organisation."))
    return saved


def notice_with(token: str, today: date) -> Notice:
    """The copy of an alert that a link in a mail is for: whoever has the link is its person.

    :raises LinkExpired | LinkBroken: too old, or not one that opens anything: its person or listing is not there for
        each other any more
    """
    notice = Notice.objects.filter(pk=read_answer_token(token)).for_page().first()
    if notice is None or not notice.person.is_active:
        raise LinkBroken
    organisation, listing = notice.alert.organisation, notice.alert.listing_id
    is_member = notice.person.memberships.filter(organisation=organisation).exists()
    if not is_member or not Listing.objects.visible_to(organisation, today).filter(pk=listing).exists():
        raise LinkBroken
    return notice


def stopped_by(token: str) -> tuple[User, Organisation]:
    """Whose alert mails, for which organisation, a link in a mail stops.

    :raises LinkExpired | LinkBroken: too old, or not one of ours
    """
    person, organisation = read_stop_token(token)
    found = User.objects.filter(pk=person, memberships__organisation=organisation).distinct().first()
    if found is None:
        raise LinkBroken
    return found, Organisation.objects.get(pk=organisation)


def own_import(organisation: Organisation, pk: int) -> ImportJob:
    """An import of the organisation itself."""
    return get_object_or_404(ImportJob.objects.owned_by(organisation).select_related("organisation"), pk=pk)


def recurrence_visible_to(organisation: Organisation, pk: int, today: date) -> Recurrence:
    """Recurring material that the organisation gives, has asked for a standing claim on, or may open a listing of."""
    return get_object_or_404(Recurrence.objects.visible_to(organisation, today).for_page(), pk=pk)


def recurrence_offered_to(organisation: Organisation, pk: int, today: date) -> Recurrence:
    """Recurring material of somebody else that the organisation may see."""
    seen = Recurrence.objects.visible_to(organisation, today).exclude(listing__organisation=organisation)
    return get_object_or_404(seen.for_page(), pk=pk)


def own_recurrence(organisation: Organisation, pk: int) -> Recurrence:
    """Recurring material that the organisation gives."""
    return get_object_or_404(Recurrence.objects.owned_by(organisation).for_page(), pk=pk)


def standing_claim_asked_of(organisation: Organisation, pk: int) -> StandingClaim:
    """A standing claim on something that the organisation gives: it has to answer."""
    rows = StandingClaim.objects.for_answer().filter(recurrence__listing__organisation=organisation)
    return get_object_or_404(rows, pk=pk)


def standing_claim_between(organisation: Organisation, pk: int) -> StandingClaim:
    """A standing claim that the organisation has, or that is on something it gives."""
    return get_object_or_404(StandingClaim.objects.visible_to(organisation).for_answer(), pk=pk)


def own_standing_claim(organisation: Organisation, pk: int) -> StandingClaim:
    """A standing claim of the organisation itself."""
    return get_object_or_404(StandingClaim.objects.asked_by(organisation).for_answer(), pk=pk)


def own_break(organisation: Organisation, pk: int) -> StandingBreak:
    """A break of one of the organisation's standing claims."""
    return get_object_or_404(StandingBreak.objects.select_related("claim"), pk=pk, claim__organisation=organisation)
