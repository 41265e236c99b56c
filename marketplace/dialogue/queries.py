"""A conversation as pages print it."""

from dataclasses import dataclass

from marketplace.dialogue.models import Message, Participant, Thread
from marketplace.organisations.models import Organisation

#: So many messages are shown at once; earlier ones are a link away.
SHOWN = 50


@dataclass(frozen=True)
class Conversation:
    """A thread as one of its parties reads it: its latest messages in the order they were said.

    `before` is the message that earlier ones come before, where there are any.
    """

    thread: Thread
    organisation: Organisation
    others: list[str]
    messages: list[Message]
    before: int | None


def conversation(*, thread: Thread, organisation: Organisation, before: int | None = None) -> Conversation:
    """The latest messages of a thread, or the latest of those before one of them."""
    messages = Message.objects.for_thread(thread).reverse()
    if before is not None:
        messages = messages.filter(pk__lt=before)
    latest = list(messages[: SHOWN + 1])
    shown = latest[:SHOWN][::-1]
    others = Participant.objects.filter(thread=thread).exclude(organisation=organisation)
    return Conversation(
        thread=thread,
        organisation=organisation,
        others=list(others.order_by("organisation__name", "pk").values_list("organisation__name", flat=True)),
        messages=shown,
        before=shown[0].pk if len(latest) > SHOWN else None,
    )
