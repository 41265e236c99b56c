"""The outbox: written with what it tells of, sent once by a real SMTP server, tried again, given up, wiped."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message as Letter
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection
from pytest_django import Settings

from marketplace.organisations.actions.notifying import notify
from marketplace.web import mailing, tasks
from marketplace.web.models import Mail
from tests import make

LETTER = "web/mail/letter"


class Post:
    """What the mail server took, and how it behaves."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self.receivers: list[list[str]] = []
        self.answer = "250 OK"
        self.gate = threading.Event()
        self.gate.set()
        self.came = threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # Any: aiosmtpd has no types
        self.came.set()
        self.gate.wait(10)
        if self.answer.startswith("250"):
            self.letters.append(BytesParser(policy=default).parsebytes(envelope.content))
            self.receivers.append(list(envelope.rcpt_tos))
        return self.answer


@pytest.fixture
def post(settings: Settings) -> Iterator[Post]:
    """A mail server on the loopback, and Django set to send through it."""
    handler = Post()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_TIMEOUT = 5
    yield handler
    handler.gate.set()
    controller.stop()


def _mail(to: str = "bea@example.org", subject: str = "Claimed: 12 desks") -> Mail:
    return mailing.keep_mail(to=to, subject=subject, text="Söme wörds.", html="<p>Söme wörds.</p>", now=make.NOW)


@pytest.mark.django_db
def test_send_mail_delivers_text_and_html_and_wipes_the_words(post: Post) -> None:
    mail = _mail()
    mailing.send_mail(mail=mail, now=make.NOW)
    [letter] = post.letters
    assert post.receivers == [["bea@example.org"]]
    assert (letter["Subject"], letter["To"]) == ("Claimed: 12 desks", "bea@example.org")
    assert letter["From"] == "Goodsyard <yard@goodsyard.invalid>"
    assert [part.get_content_type() for part in letter.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert [part.get_content().strip() for part in letter.iter_parts()] == ["Söme wörds.", "<p>Söme wörds.</p>"]  # type: ignore[attr-defined]  # as above
    mail.refresh_from_db()
    assert (mail.sent_at, mail.attempts, mail.text, mail.html) == (make.NOW, 1, "", "")


@pytest.mark.django_db
def test_send_mail_sends_a_sent_mail_never_again(post: Post) -> None:
    mail = _mail()
    stale = Mail.objects.get()
    mailing.send_mail(mail=mail, now=make.NOW)
    mailing.send_mail(mail=stale, now=make.NOW + timedelta(days=1))
    mailing.send_mail(mail=Mail.objects.get(), now=make.NOW + timedelta(days=1))
    tasks.retry_mail.call()
    assert len(post.letters) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["451 try later", "550 no such person", "421 closing"])
def test_send_mail_tries_again_after_a_failure(post: Post, answer: str) -> None:
    mail = _mail()
    post.answer = answer
    mailing.send_mail(mail=mail, now=make.NOW)
    mail.refresh_from_db()
    assert (mail.sent_at, mail.failed_at, mail.attempts) == (None, None, 1)
    assert mail.next_try_at == make.NOW + timedelta(minutes=1)
    assert mail.last_error != ""
    assert mail.text == "Söme wörds.\n"
    assert list(Mail.objects.due_at(make.NOW + timedelta(seconds=59))) == []
    post.answer = "250 OK"
    mailing.send_mail(mail=mail, now=make.NOW + timedelta(minutes=1))
    mail.refresh_from_db()
    assert (len(post.letters), mail.attempts, mail.last_error) == (1, 2, "")
    assert mail.sent_at == make.NOW + timedelta(minutes=1)


@pytest.mark.django_db
def test_send_mail_gives_up_after_the_last_try(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody answers there
    mail = _mail()
    now, waits = make.NOW, []
    while mail.failed_at is None:
        mailing.send_mail(mail=mail, now=now)
        mail.refresh_from_db()
        waits.append(mail.next_try_at - now)
        now = mail.next_try_at
    assert waits[:4] == list(mailing.RETRY_AFTER)
    assert (mail.attempts, mail.sent_at, mail.text) == (5, None, "")
    assert list(Mail.objects.due_at(now + timedelta(days=365))) == []


@pytest.mark.django_db
def test_send_mail_gives_up_at_once_what_no_server_would_take(post: Post) -> None:
    mail = _mail(to="bea@example.org\r\nBcc: everyone@example.org")
    mailing.send_mail(mail=mail, now=make.NOW)
    mail.refresh_from_db()
    assert (post.letters, mail.failed_at, mail.text) == ([], make.NOW, "")


@pytest.mark.django_db
@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028"])
def test_a_subject_cannot_add_a_header(post: Post, breaks: str) -> None:
    mail = _mail(subject=f"Desks{breaks}Bcc: everyone@example.org")
    mailing.send_mail(mail=mail, now=make.NOW)
    [letter] = post.letters
    assert (letter["Subject"], letter["Bcc"]) == ("Desks Bcc: everyone@example.org", None)
    assert post.receivers == [["bea@example.org"]]


@pytest.mark.django_db
def test_notify_writes_names_as_they_are_and_keeps_them_harmless_in_html() -> None:
    ours = make.organisation(name="O'Brien & <b>Sons</b>\r\nBcc: x@example.org")
    lister, driver = make.member(ours, "lister"), make.member(ours, "driver")
    context = {"inviter": lister, "token": "t", "invitation": _Invited(), "organisation": ours}
    told = notify(
        organisation=ours, roles=("lister",), template="organisations/mail/invited", context=context, now=make.NOW
    )
    mail = Mail.objects.get()
    assert (told, mail.to) == (1, lister.email)
    assert mail.to != driver.email
    assert "\n" not in mail.subject
    assert f"{lister} invites you to O'Brien & <b>Sons</b>" in mail.subject
    assert "O'Brien & <b>Sons</b>" in mail.text
    assert "O&#x27;Brien &amp; &lt;b&gt;Sons&lt;/b&gt;" in mail.html
    assert "<b>Sons" not in mail.html


class _Invited:
    """What the template reads of an invitation."""

    email = "bea@example.org"
    expires_at = make.NOW

    def get_role_display(self) -> str:
        return "Lister"


@pytest.mark.django_db
def test_notify_tells_the_administrators_where_nobody_has_the_role() -> None:
    ours, theirs = make.organisation(), make.organisation()
    make.member(theirs, "lister")
    make.member(ours, "driver")
    context = {"inviter": "Ada", "token": "t", "invitation": _Invited()}
    notify(organisation=ours, roles=("lister",), template="organisations/mail/invited", context=context, now=make.NOW)
    assert list(Mail.objects.values_list("to", flat=True)) == [make.administrator(ours).email]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_a_mail_twice(post: Post) -> None:
    """The second comes while the server still has not answered the first."""
    mail = _mail()
    post.gate.clear()

    def work() -> None:
        mailing.send_mail(mail=Mail.objects.get(pk=mail.pk), now=make.NOW)
        connection.close()

    first = threading.Thread(target=work)
    first.start()
    assert post.came.wait(10)
    # What a second worker read before the first claimed it, and what a third reads afterwards.
    mailing.send_mail(mail=mail, now=make.NOW)
    mailing.send_mail(mail=Mail.objects.get(pk=mail.pk), now=make.NOW + timedelta(minutes=2))
    post.gate.set()
    first.join()
    assert len(post.letters) == 1
    assert Mail.objects.get().attempts == 1


@pytest.mark.django_db
def test_a_worker_that_died_leaves_the_mail_to_the_next_with_the_same_message_id(post: Post) -> None:
    mail = _mail()
    Mail.objects.update(attempts=1, next_try_at=make.NOW + mailing.LEASE)  # claimed, then the power went
    assert list(Mail.objects.due_at(make.NOW + timedelta(minutes=14))) == []
    [left] = Mail.objects.due_at(make.NOW + mailing.LEASE)
    mailing.send_mail(mail=left, now=make.NOW + mailing.LEASE)
    [letter] = post.letters
    assert letter["Message-ID"] == mailing._message(mail).message()["Message-ID"]


@pytest.mark.django_db
def test_retry_mail_sends_whatever_is_due(post: Post) -> None:
    _mail()
    _mail(to="cal@example.org")
    Mail.objects.filter(to="cal@example.org").update(next_try_at=make.NOW + timedelta(days=36500))
    tasks.retry_mail.call()
    assert post.receivers == [["bea@example.org"]]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 25, "", False, False)),
        ("smtp+tls://u%40x:p%2Fw@mail.example.org:587", ("mail.example.org", 587, "u@x", True, False)),
        ("smtp+ssl://mail.example.org:465", ("mail.example.org", 465, "", False, True)),
    ],
)
def test_the_mail_server_is_set_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, url: str, expected: tuple[str, int, str, bool, bool]
) -> None:
    from marketplace import env

    monkeypatch.setenv("EMAIL_URL", url)
    for name, value in env.email().items():
        setattr(settings, name, value)
    found = get_connection()
    assert isinstance(found, EmailBackend)
    assert (found.host, found.port, found.username, found.use_tls, found.use_ssl) == expected
