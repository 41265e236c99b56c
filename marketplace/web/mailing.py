"""Mail: written in the transaction of what it tells of, sent after it by a background task."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from marketplace.web.models import Mail

#: waits after a first, second, ... failure; after the last the mail is given up.
RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))


def write_mail(*, to: str, template: str, context: Mapping[str, object], now: datetime) -> Mail:
    """Keep a mail to be sent: `<template>.txt` (its first line is the subject) and `<template>.html`.

    Links in a mail begin with `site_url`, which the templates get beside the context.
    """
    words = {**context, "site_url": settings.SITE_URL}
    subject, _, text = render_to_string(f"{template}.txt", words).strip().partition("\n")
    html = render_to_string(f"{template}.html", {**words, "subject": subject})
    return Mail.objects.create(
        to=to, subject=subject[:200], text=text.strip() + "\n", html=html, created_at=now, next_try_at=now
    )


def send_mail(*, mail: Mail, now: datetime) -> None:
    """Hand one mail to the mail server; a failure is noted and the mail is tried again later.

    The row is claimed first, so that two workers never send it twice.
    """
    wait = RETRY_AFTER[mail.attempts] if mail.attempts < len(RETRY_AFTER) else None
    claimed = Mail.objects.due_at(now).filter(pk=mail.pk, attempts=mail.attempts)
    if not claimed.order_by().update(attempts=mail.attempts + 1, next_try_at=now + (wait or RETRY_AFTER[-1])):
        return
    message = EmailMultiAlternatives(subject=mail.subject, body=mail.text, to=[mail.to])
    message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except (SMTPException, OSError) as error:
        given_up_at = None if wait else now
        Mail.objects.filter(pk=mail.pk).update(last_error=str(error)[:500], failed_at=given_up_at)
    else:
        Mail.objects.filter(pk=mail.pk).update(sent_at=now, last_error="")
