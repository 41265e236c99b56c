"""Mail: written in the transaction of what it tells of, sent after it by a background task."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context, Engine
from django.template.loader import render_to_string

from marketplace.web.models import Mail

#: waits after a first, second, ... failure; after the last the mail is given up.
RETRY_AFTER: Final = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
#: how long one try holds the mail: longer than all time-outs of one delivery together.
LEASE: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of a mail, ready to be kept."""

    subject: str
    text: str
    html: str


def written(*, template: str, context: Mapping[str, object]) -> Letter:
    """The words of a mail: `<template>.txt` (its first line is the subject) and `<template>.html`.

    The text is written without HTML's escapes, the other with them. Links in a mail begin with `site_url`, which the
    templates get beside the context.
    """
    words = {**context, "site_url": settings.SITE_URL}
    subject, _, text = _plain(f"{template}.txt", words).strip().partition("\n")
    html = render_to_string(f"{template}.html", {**words, "subject": one_line(subject)})
    return Letter(subject, text, html)


def write_mail(*, to: str, template: str, context: Mapping[str, object], now: datetime) -> Mail:
    """Write a mail and keep it to be sent; as `written`."""
    letter = written(template=template, context=context)
    return keep_mail(to=to, subject=letter.subject, text=letter.text, html=letter.html, now=now)


def keep_mail(*, to: str, subject: str, text: str, html: str, unsubscribe_url: str = "", now: datetime) -> Mail:
    """Keep a mail that is written already. What would break a header is taken out of its subject."""
    return Mail.objects.create(
        to=to,
        subject=one_line(subject)[:200],
        text=text.strip() + "\n",
        html=html,
        unsubscribe_url=unsubscribe_url,
        created_at=now,
        next_try_at=now,
    )


def one_line(text: str) -> str:
    """The text with every run of spaces and line ends as one space."""
    return " ".join(text.split())


def _plain(name: str, words: Mapping[str, object]) -> str:
    return Engine.get_default().get_template(name).render(Context(dict(words), autoescape=False))


def send_mail(*, mail: Mail, now: datetime) -> None:
    """Hand one mail to the mail server; a failure is noted and the mail is tried again later, or given up.

    The row is claimed first, so that two workers never send it twice; a worker that dies leaves it to be tried again
    once its claim has run out (the Message-ID stays the same, so that a mail reader sees one mail). Once it is sent or
    given up its words are wiped: a link in it may be as good as a key.
    """
    attempts = mail.attempts + 1
    claimed = Mail.objects.due_at(now).filter(pk=mail.pk, attempts=mail.attempts)
    if not claimed.order_by().update(attempts=attempts, next_try_at=now + LEASE):
        return
    row = Mail.objects.filter(pk=mail.pk, attempts=attempts)
    try:
        _message(mail).send()
    except ValueError as error:  # a header or address that no server would take: not worth a second try
        row.update(last_error=_told(error), failed_at=now, text="", html="", unsubscribe_url="")
    except (SMTPException, OSError) as error:
        if attempts > len(RETRY_AFTER):
            row.update(last_error=_told(error), failed_at=now, text="", html="", unsubscribe_url="")
        else:
            row.update(last_error=_told(error), next_try_at=now + RETRY_AFTER[attempts - 1])
    else:
        row.update(sent_at=now, last_error="", text="", html="", unsubscribe_url="")


def _message(mail: Mail) -> EmailMultiAlternatives:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    headers = {"Message-ID": f"<mail-{mail.pk}-{int(mail.created_at.timestamp())}@{host}>"}
    if mail.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(subject=mail.subject, body=mail.text, to=[mail.to], headers=headers)
    message.attach_alternative(mail.html, "text/html")
    return message


def _told(error: Exception) -> str:
    return one_line(str(error).replace("\x00", ""))[:500]
