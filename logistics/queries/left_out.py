"""What cannot ride on a day whatever van there is, and why: the planner is not asked about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from listings.queries.gates import missing_by_listing, names_of
from listings.queries.loans import without_days
from logistics.blocks import Block
from logistics.models import Collection, Pin
from logistics.queries.days import windows_on
from logistics.queries.papers import missing_for
from marketplace.organisations.models import Organisation, Site


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A collection that the planner is not asked about, and why."""

    collection: Collection
    code: str
    sentence: str
    next_steps: list[dict[str, str]]


def kept_for_another_day(collection: Collection, day: date, pin: Pin | None) -> LeftOut | None:
    """A coordinator said when it is to ride."""
    if pin is None or pin.day == day:
        return None
    sentence = _("It is kept for %(day)s.") % {"day": date_format(pin.day, "l j F")}
    step = {"code": "unpin", "sentence": _("Let it ride on any day.")}
    return LeftOut(collection, "kept_for_another_day", sentence, [step])


def barred_of(candidates: Sequence[Collection], day: date) -> dict[int, LeftOut]:
    """No van is sent for what may not leave: its giver has something to show, or nobody said until when it is lent."""
    closed = missing_by_listing([one.claim.listing for one in candidates], day)
    undated = without_days([one.claim for one in candidates], day)
    papers = missing_for(candidates, day)
    barred = {pk: _unsigned(one, papers[pk]) for pk, one in {one.pk: one for one in candidates}.items() if papers[pk]}
    for one in candidates:
        listing = one.claim.listing
        if listing.pk in closed:
            words = {"giver": listing.organisation, "missing": names_of(closed[listing.pk])}
            step = {"code": "ask_donor", "sentence": _("Ask the giver in the claim’s thread.")}
            barred[one.pk] = LeftOut(
                one, "not_released", _("%(giver)s still has to show: %(missing)s.") % words, [step]
            )
        elif one.claim_id in undated:
            step = {"code": "agree_days", "sentence": _("The giver says from when to when, on the page of the claim.")}
            barred[one.pk] = LeftOut(one, "loan_without_days", _("It is lent, and its days are not agreed."), [step])
    return barred


def _unsigned(collection: Collection, blocks: list[Block]) -> LeftOut:
    """A paper is missing: what, and who does what about it."""
    sentence = " ".join(block.sentence for block in blocks)
    steps = [{"code": "sign_papers", "sentence": block.next_step} for block in blocks]
    return LeftOut(collection, blocks[0].code, sentence, steps)


def not_to_be_had(collection: Collection, day: date) -> LeftOut | None:
    """Why it cannot be picked up on that day whatever van comes."""
    listing = collection.claim.listing
    if listing.available_from and day < listing.available_from:
        sentence = _("It can be collected from %(day)s on.") % {"day": date_format(listing.available_from)}
        return LeftOut(collection, "not_yet", sentence, [other_day()])
    if listing.must_be_gone_by and day > listing.must_be_gone_by:
        sentence = _("It had to be gone by %(day)s.") % {"day": date_format(listing.must_be_gone_by)}
        step = {"code": "ask_donor", "sentence": _("Ask the giver in the claim’s thread if it is still there.")}
        return LeftOut(collection, "too_late", sentence, [step])
    if not windows_on(listing.site, day):
        return closed_on(collection, listing.organisation, listing.site, day)
    return None


def other_day() -> dict[str, str]:
    """The next step that is always there."""
    return {"code": "other_day", "sentence": _("Plan it on another day.")}


def closed_on(collection: Collection, who: Organisation, site: Site, day: date) -> LeftOut:
    """A dock is shut all day."""
    hours = "; ".join(site.hours_in_words) or _("every day closed")
    sentence = _("%(organisation)s is closed on %(day)s (%(hours)s).") % {
        "organisation": who,
        "day": date_format(day, "l"),
        "hours": hours[:200],
    }
    return LeftOut(collection, "closed", sentence, [other_day()])
