"""Telling the people of an organisation what they must know."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.db import transaction

from marketplace.organisations.models import Organisation, Role, User
from marketplace.web.mailing import keep_mail, write_mail
from marketplace.web.tasks import deliver


def notify(
    *, organisation: Organisation, roles: tuple[str, ...], template: str, context: Mapping[str, object], now: datetime
) -> int:
    """Write the mail to everybody who holds one of the roles there (administrators where nobody does).

    It is sent by a background task once the transaction around has been committed. Returns how many were written.
    """
    members = User.objects.filter(is_active=True, memberships__organisation=organisation)
    people = list(members.filter(memberships__role__in=roles).order_by("pk").distinct())
    if not people:
        people = list(members.filter(memberships__role=Role.ADMINISTRATOR).order_by("pk").distinct())
    for person in people:
        notify_person(person=person, template=template, context={**context, "organisation": organisation}, now=now)
    return len(people)


def notify_person(*, person: User, template: str, context: Mapping[str, object], now: datetime) -> None:
    """Write the mail to one person and have it sent after the commit."""
    notify_address(email=person.email, template=template, context={**context, "person": person}, now=now)


def notify_address(*, email: str, template: str, context: Mapping[str, object], now: datetime) -> None:
    """Write the mail to an address that may belong to nobody here yet, and have it sent after the commit."""
    mail = write_mail(to=email, template=template, context=context, now=now)
    transaction.on_commit(partial(deliver.enqueue, mail.pk))


def send_written(*, email: str, subject: str, text: str, html: str, unsubscribe_url: str = "", now: datetime) -> None:
    """Have a mail sent that is written already. With an address to unsubscribe at, mail programs offer that."""
    mail = keep_mail(to=email, subject=subject, text=text, html=html, unsubscribe_url=unsubscribe_url, now=now)
    transaction.on_commit(partial(deliver.enqueue, mail.pk))
