"""Asking for signatures: the side whose turn it is gets a mail with a link, and another before the collection day."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.timezone import localtime

from listings.models import Claim
from logistics.models import Holder, SignatureReminder
from logistics.queries.papers import missing_of
from logistics.queries.signing import SIGNS, Due, due_on
from marketplace.organisations.actions.notifying import notify
from marketplace.organisations.models import Role

#: Nobody is reminded at night.
HOURS: Final = range(8, 20)
#: So often one side is reminded of one claim, however often its day is put off.
MOST_REMINDERS: Final = 3
_ROLES: Final = {Holder.GIVER: Role.LISTER, Holder.RECEIVER: Role.REQUESTER}


def ask_other_side(*, claim: Claim, signed: Holder, now: datetime) -> bool:
    """One side has signed: the other gets a mail if something now waits for it. Whether one was written."""
    for block in missing_of(claim, localtime(now).date()):
        holder = SIGNS.get(block.code)
        if holder is not None and holder != signed:
            _write(Due(claim, holder, block), now)
            return True
    return False


def remind_to_sign(*, now: datetime) -> int:
    """Write to whoever keeps tomorrow's goods from leaving: once for each claim, side and day, by daylight. How many
    mails were for."""
    today = localtime(now)
    if today.hour not in HOURS:
        return 0
    tomorrow = today.date() + timedelta(days=1)
    return sum(_remind(due, now) for due in due_on(tomorrow))


def _remind(due: Due, now: datetime) -> bool:
    before = SignatureReminder.objects.filter(claim=due.claim, holder=due.holder)
    if due.day is None or before.count() >= MOST_REMINDERS:
        return False
    with transaction.atomic():
        about = {"claim": due.claim, "holder": due.holder, "day": due.day}
        first = SignatureReminder.objects.get_or_create(**about, defaults={"at": now})[1]
        if first:
            _write(due, now)
    return first


def _write(due: Due, now: datetime) -> None:
    claim = due.claim
    own, other = claim.listing.organisation, claim.organisation
    if due.holder == Holder.RECEIVER:
        own, other = other, own
    notify(
        organisation=own,
        roles=(_ROLES[due.holder],),
        template="logistics/mail/sign_papers",
        context={"claim": claim, "block": due.block, "day": due.day, "other": other},
        now=now,
    )
