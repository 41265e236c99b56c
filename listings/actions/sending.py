"""Sending what is due: one mail to one person of all that is due to them, within the budget, outside quiet hours."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime

from listings.models import AlertBudget, AlertPreference, Listing, Notice
from listings.models.alerts import NoticeQuerySet
from listings.models.tokens import stop_token
from listings.queries.alerts import mail_lines
from listings.ringing import AT_ONCE_BUDGET, DIGEST_BUDGET
from listings.telling import Habits, HowOften
from marketplace.organisations.models import Organisation, User
from marketplace.web.mailing import Letter, keep_mail, written
from marketplace.web.tasks import deliver

#: How many people's mails a run of the clock writes.
AT_ONCE: Final = 200
#: So much one mail gathers; what stands in it is the best of that.
GATHERED: Final = 200


class _TakenMeanwhile(Exception):
    """Another worker sent some of it: this mail is not written."""


class _OverBudget(Exception):
    """The organisation has had its mails for now."""


def send_due(*, now: datetime) -> int:
    """Write the mails that are due. Returns how many."""
    due = Notice.objects.due_at(now).order_by("person", "alert__organisation")
    pairs = list(due.values_list("person", "alert__organisation").distinct()[:AT_ONCE])
    people = User.objects.in_bulk([person for person, _organisation in pairs])
    organisations = Organisation.objects.in_bulk([organisation for _person, organisation in pairs])
    return sum(
        send_to(person=people[person], organisation=organisations[organisation], now=now)
        for person, organisation in pairs
    )


def send_to(*, person: User, organisation: Organisation, now: datetime) -> bool:
    """Write one person what is due to them for one organisation. Returns whether a mail was written.

    In their quiet hours it waits for the end of these; over the organisation's budget for the next morning. What they
    may not see by now, what is gone and what a colleague has answered is given up.
    """
    due = list(Notice.objects.due_at(now).to(person.pk, organisation.pk).for_mail()[:GATHERED])
    habits = _habits_of(person, organisation)
    is_member = person.is_active and person.memberships.filter(organisation=organisation).exists()
    if habits.how_often is HowOften.OFF or not is_member:
        _these(due).update(dropped_at=now)
        return False
    if habits.is_quiet_at(now):
        _these(due).update(due_at=habits.after_quiet(now))
        return False
    shown = _still_worth_telling(due, organisation, now)
    return bool(shown) and _send(shown, person, organisation, habits, now)


def _send(shown: Sequence[Notice], person: User, organisation: Organisation, habits: Habits, now: datetime) -> bool:
    letter, stop_url = _letter(shown, person, organisation, now)
    most = DIGEST_BUDGET if all(notice.in_digest for notice in shown) else AT_ONCE_BUDGET
    try:
        _commit(shown, most, letter, to=person.email, organisation=organisation, stop_url=stop_url, now=now)
    except _OverBudget:
        _these(shown).update(due_at=habits.next_digest(now, weekly=False), in_digest=True)
        return False
    except _TakenMeanwhile:
        return False
    return True


@transaction.atomic
def _commit(
    shown: Sequence[Notice],
    most: tuple[int, int],
    letter: Letter,
    *,
    to: str,
    organisation: Organisation,
    stop_url: str,
    now: datetime,
) -> None:
    """All of it or nothing: the budget first (it is the guard), then the copies, then the mail.

    :raises _OverBudget | _TakenMeanwhile: nothing was done
    """
    if not _spend(organisation, most, now):
        raise _OverBudget
    if _these(shown).update(sent_at=now) != len(shown):
        raise _TakenMeanwhile
    mail = keep_mail(
        to=to,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        unsubscribe_url=stop_url,
        now=now,
    )
    transaction.on_commit(partial(deliver.enqueue, mail.pk))


def _spend(organisation: Organisation, most: tuple[int, int], now: datetime) -> bool:
    day = localtime(now).date()
    budget = AlertBudget.objects.filter(organisation=organisation)
    if budget.spend(day=day, most=most):
        return True
    monday = day - timedelta(days=day.weekday())
    AlertBudget.objects.bulk_create(
        [AlertBudget(organisation=organisation, day=day, monday=monday)], ignore_conflicts=True
    )
    return budget.spend(day=day, most=most)


def _these(notices: Sequence[Notice]) -> NoticeQuerySet:
    return Notice.objects.open().filter(pk__in=[notice.pk for notice in notices])


def _habits_of(person: User, organisation: Organisation) -> Habits:
    row = AlertPreference.objects.filter(person=person, organisation=organisation).first()
    return row.habits if row else Habits()


def _still_worth_telling(due: Sequence[Notice], organisation: Organisation, now: datetime) -> list[Notice]:
    """Those of open listings that the organisation may see at this moment; the others are given up."""
    told = {notice.alert.listing_id for notice in due}
    listings = Listing.objects.found_by(organisation, localtime(now).date()).filter(pk__in=told)
    seen = set(listings.order_by("pk").values_list("pk", flat=True))
    shown = [notice for notice in due if notice.alert.listing_id in seen and not notice.alert.answer]
    kept = {notice.pk for notice in shown}
    _these([notice for notice in due if notice.pk not in kept]).update(dropped_at=now)
    return shown


def _letter(shown: Sequence[Notice], person: User, organisation: Organisation, now: datetime) -> tuple[Letter, str]:
    """The words of the mail, and where its reader stops such mails with one click."""
    lines, more = mail_lines(shown, organisation=organisation, today=localtime(now).date())
    stop = reverse("listings:alert-stop", args=[stop_token(person=person.pk, organisation=organisation.pk)])
    context = {
        "lines": lines,
        "only": lines[0] if len(lines) == 1 and not more else None,
        "count": len(lines) + more,
        "more": more,
        "person": person,
        "organisation": organisation,
        "stop_path": stop,
    }
    return written(template="listings/mail/alerts", context=context), f"{settings.SITE_URL}{stop}"
