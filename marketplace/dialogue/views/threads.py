"""A conversation: on a page of its own, and as a part of the page of what it is about."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from marketplace.dialogue.access import thread_of
from marketplace.dialogue.actions.talking import say
from marketplace.dialogue.forms import MessageForm
from marketplace.dialogue.queries import conversation
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.web.forms import add_domain_error


@require_safe
@acting_for()
def thread(request: ActingRequest, pk: int) -> HttpResponse:
    """All that was said, latest page first; where the link in a mail leads."""
    found = thread_of(organisation=request.organisation, pk=pk)
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    page = {"conversation": conversation(thread=found, organisation=request.organisation, before=before)}
    return render(request, "dialogue/thread_page.html", page)


@require_POST
@acting_for()
def message_new(request: ActingRequest, pk: int) -> HttpResponse:
    """Say something, and go back to the page where it was written."""
    found = thread_of(organisation=request.organisation, pk=pk)
    back = _way_back(request, found.pk)
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            say(
                thread=found,
                organisation=request.organisation,
                body=form.cleaned_data["body"],
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as refusal:
            add_domain_error(form, refusal)
        else:
            messages.success(request, _("Your message is sent."))
            return HttpResponseRedirect(f"{back}#thread")
    page = {
        "conversation": conversation(thread=found, organisation=request.organisation),
        "message_form": form,
        "back": back,
    }
    return render(request, "dialogue/thread_page.html", page, status=422)


def _way_back(request: HttpRequest, pk: int) -> str:
    """The path in `next`, if it leads to a page of this site; else the thread's own page."""
    path = request.POST.get("next", "")
    is_path = path.startswith("/") and url_has_allowed_host_and_scheme(path, None) and "#" not in path
    return path if is_path else reverse("dialogue:thread", args=[pk])
