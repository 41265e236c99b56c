"""Which threads one may read and write in: those that one's organisation takes part in."""

from django.shortcuts import get_object_or_404

from marketplace.dialogue.models import Thread
from marketplace.organisations.models import Organisation


def thread_of(*, organisation: Organisation, pk: int) -> Thread:
    return get_object_or_404(Thread.objects.visible_to(organisation), pk=pk)
