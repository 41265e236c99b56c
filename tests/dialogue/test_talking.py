"""Threads: who may read and write, what is said, who is told."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from marketplace.dialogue.actions import talking
from marketplace.dialogue.models import Message, Participant, Thread
from marketplace.dialogue.queries import SHOWN, conversation
from marketplace.organisations.models import Organisation
from marketplace.web.models import Mail
from tests import make

pytestmark = pytest.mark.django_db


def _thread(*organisations: Organisation) -> Thread:
    return talking.open_thread(subject="12 desks", organisations=organisations, now=make.NOW)


def _say(thread: Thread, organisation: Organisation, body: str, minute: int = 0) -> Message:
    by = make.administrator(organisation)
    now = make.NOW + timedelta(minutes=minute)
    return talking.say(thread=thread, organisation=organisation, body=body, by=by, now=now)


def test_open_thread_takes_each_party_once() -> None:
    ours, theirs = make.organisation(), make.organisation()
    thread = talking.open_thread(subject="x" * 200, organisations=[ours, theirs, ours], now=make.NOW)
    assert list(Participant.objects.filter(thread=thread).order_by("pk").values_list("organisation", flat=True)) == [
        ours.pk,
        theirs.pk,
    ]
    assert (len(thread.subject), thread.created_at) == (160, make.NOW)


def test_say_keeps_the_words_and_tells_the_other_party(
    mailoutbox: list[object], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    ours, theirs = make.organisation(name="Ours"), make.organisation(name="Theirs")
    colleague = make.member(ours, "lister")
    lister, driver = make.member(theirs, "lister"), make.member(theirs, "driver")
    stranger = make.member(make.organisation(), "lister")
    thread = _thread(ours, theirs)
    with django_capture_on_commit_callbacks(execute=True):
        message = _say(thread, ours, "  Tuesday?\r\nAt <b>ten</b> & no later.  ")
    assert message.body == "Tuesday?\nAt <b>ten</b> & no later."
    assert (message.organisation, message.sent_at) == (ours, make.NOW)
    assert list(Mail.objects.values_list("to", "subject")) == [(lister.email, "Ours wrote to you: 12 desks")]
    assert {colleague.email, driver.email, stranger.email}.isdisjoint(Mail.objects.values_list("to", flat=True))
    [sent] = mailoutbox
    body, html = str(sent.body), str(sent.alternatives[0][0])  # type: ignore[attr-defined]  # Django's stubs know no alternatives here
    assert "At <b>ten</b> & no later." in body
    assert f"http://localhost:8000/threads/{thread.pk}/" in body
    assert "At &lt;b&gt;ten&lt;/b&gt; &amp; no later." in html


@pytest.mark.parametrize(
    ("body", "refusal"),
    [("", talking.NothingSaid), (" \n\t ", talking.NothingSaid), ("x" * 4001, talking.TooLong)],
)
def test_say_refuses_nothing_and_too_much(body: str, refusal: type[Exception]) -> None:
    ours = make.organisation()
    with pytest.raises(refusal):
        _say(_thread(ours, make.organisation()), ours, body)
    assert (Message.objects.count(), Mail.objects.count()) == (0, 0)


def test_say_refuses_strangers() -> None:
    ours, theirs, others = make.organisation(), make.organisation(), make.organisation()
    thread = _thread(ours, theirs)
    with pytest.raises(talking.NotAParty):
        _say(thread, others, "Let me in")
    with pytest.raises(talking.NotAParty):
        talking.say(thread=thread, organisation=ours, body="x", by=make.administrator(others), now=make.NOW)
    assert (Message.objects.count(), Mail.objects.count()) == (0, 0)


def test_conversation_shows_the_latest_in_the_order_they_were_said() -> None:
    ours, theirs = make.organisation(name="Ours"), make.organisation(name="Theirs")
    thread = _thread(ours, theirs)
    said = [_say(thread, ours if number % 2 else theirs, f"{number}", number) for number in range(SHOWN + 5)]
    _say(_thread(ours, theirs), ours, "elsewhere")
    shown = conversation(thread=thread, organisation=ours)
    assert shown.messages == said[5:]
    assert (shown.others, shown.before) == (["Theirs"], said[5].pk)
    earlier = conversation(thread=thread, organisation=ours, before=said[5].pk)
    assert (earlier.messages, earlier.before) == (said[:5], None)


def test_thread_page_costs_the_same_for_one_and_three(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    ours, theirs = make.organisation(), make.organisation()
    thread = _thread(ours, theirs)
    browser = make.client(make.administrator(ours))
    _say(thread, ours, "one")
    with django_assert_num_queries(7):
        browser.get(f"/threads/{thread.pk}/")
    _say(thread, theirs, "two")
    _say(thread, ours, "three")
    with django_assert_num_queries(7):
        browser.get(f"/threads/{thread.pk}/")


# --- pages -----------------------------------------------------------------------------------------------------------
def test_message_new_says_it_and_goes_back() -> None:
    ours, theirs = make.organisation(), make.organisation()
    thread = _thread(ours, theirs)
    browser = make.client(make.member(ours, "driver"))
    typed = {"body": "On <my> way", "next": "/organisation/?x=1"}
    answer = browser.post(reverse("dialogue:message-new", args=[thread.pk]), typed)
    assert (answer.status_code, answer["Location"]) == (302, "/organisation/?x=1#thread")
    assert "On &lt;my&gt; way" in browser.get(f"/threads/{thread.pk}/").content.decode()


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "yard/",
        "/a#b",
    ],
)
def test_message_new_leads_nowhere_else(away: str) -> None:
    ours = make.organisation()
    thread = _thread(ours, make.organisation())
    browser = make.client(make.administrator(ours))
    answer = browser.post(reverse("dialogue:message-new", args=[thread.pk]), {"body": "x", "next": away})
    assert answer["Location"] == f"/threads/{thread.pk}/#thread"


@pytest.mark.parametrize("body", ["", "   ", "x" * 4001, "a\x00b"])
def test_message_new_refuses_with_what_was_typed(body: str) -> None:
    ours = make.organisation()
    thread = _thread(ours, make.organisation())
    browser = make.client(make.administrator(ours))
    answer = browser.post(reverse("dialogue:message-new", args=[thread.pk]), {"body": body, "next": "/yard/"})
    assert answer.status_code == 422
    assert list(answer.context["message_form"].errors) == ["body"]
    assert answer.context["message_form"].data["body"] == body
    assert 'name="next" value="/yard/"' in answer.content.decode()
    assert Message.objects.count() == 0


def test_threads_are_for_their_parties() -> None:
    ours, theirs = make.organisation(), make.organisation()
    thread = _thread(ours, make.organisation())
    _say(thread, ours, "a secret")
    browser = make.client(make.administrator(theirs))
    read, write = reverse("dialogue:thread", args=[thread.pk]), reverse("dialogue:message-new", args=[thread.pk])
    assert (browser.get(read).status_code, browser.post(write, {"body": "x"}).status_code) == (404, 404)
    assert Client().get(read)["Location"].startswith("/account/login/")
    assert Client().post(write, {"body": "x"})["Location"].startswith("/account/login/")
    assert browser.get(write).status_code == 405
    assert list(Message.objects.values_list("body", flat=True)) == ["a secret"]


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "٣", "1.5", "%00"])
def test_thread_page_takes_no_nonsense(before: str) -> None:
    ours = make.organisation()
    thread = _thread(ours, make.organisation())
    answer = make.client(make.administrator(ours)).get(f"/threads/{thread.pk}/?before={before}")
    assert answer.status_code == (400 if before == "%00" else 200)


def test_tell_is_the_operators_alone_and_stands_beside_no_organisation() -> None:
    thread, operator, stranger = _thread(make.organisation(), make.organisation()), make.user(), make.user()
    operator.is_staff = True
    with pytest.raises(talking.NotAParty):
        talking.tell(thread=thread, body="So may we.", by=stranger, now=make.NOW)
    said = talking.tell(thread=thread, body="You may suit each other.", by=operator, now=make.NOW)
    assert (said.organisation, said.author) == (None, operator)
    assert list(Message.objects.for_thread(thread)) == [said]
