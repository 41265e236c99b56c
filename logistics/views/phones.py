"""What makes the run an app on a phone: its manifest, the worker that keeps its pages, the page for when there is no
net; and where the van is, if its driver wants."""

import hashlib
import json
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from logistics.access import run_of
from logistics.actions.runs import positioning
from logistics.forms.positions import PositionForm, SharingForm
from logistics.run_access import own_run
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import ActingRequest, acting_for
from marketplace.organisations.models import Role

#: What the pages of a run are drawn with; kept in the phone beside them.
_SHELL: Final = (
    *(
        f"goodsyard/css/{name}.css"
        for name in ("tokens", "base", "layout", "forms", "components", "pages", "print", "logistics")
    ),
    *(
        f"goodsyard/js/{name}.js"
        for name in ("menus", "confirm", "forms", "upload", "run", "run_queue", "run_pictures", "run_position")
    ),
    "goodsyard/img/mark.svg",
    "goodsyard/img/icons.svg",
    "vendor/fonts/hanken.ttf",
    "vendor/fonts/bricolage.ttf",
)
_WORKER: Final = "goodsyard/js/run_worker.js"
_ICONS: Final = (
    ("goodsyard/img/app-192.png", "192x192", "any"),
    ("goodsyard/img/app-512.png", "512x512", "any maskable"),
)


@login_not_required
@cache_control(max_age=3600)
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """How the run is installed on a phone."""
    said = {
        "id": "/runs/",
        "name": _("Goodsyard: my run"),
        "short_name": _("My run"),
        "start_url": reverse("logistics:runs"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf8f2",
        "theme_color": "#0f5138",
        "icons": [
            {"src": static(path), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for path, sizes, purpose in _ICONS
        ],
    }
    return JsonResponse(said, content_type="application/manifest+json")


@login_not_required
@cache_control(no_cache=True)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The worker, from the root so that it may keep pages from anywhere. Its text changes with what it keeps."""
    files = [static(path) for path in _SHELL]
    version = hashlib.sha256(json.dumps([*files, static(_WORKER)]).encode()).hexdigest()[:12]
    shell = json.dumps({"version": version, "files": files, "offline": reverse("logistics:offline")})
    text = f"self.RUN_SHELL = {shell};\nimportScripts({json.dumps(static(_WORKER))});\n"
    return HttpResponse(text, content_type="text/javascript")


@login_not_required
@cache_control(max_age=3600)
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """What a phone shows where there is no net and it has kept no page."""
    return render(request, "logistics/offline.html")


@acting_for(Role.DRIVER, Role.COORDINATOR)
@require_POST
def run_sharing(request: ActingRequest, pk: int) -> HttpResponse:
    """The driver's choice for this shift. Whoever may see the run may end it."""
    route = run_of(request.organisation, request.user, request.roles, pk)
    form = SharingForm(request.POST)
    wanted = form.is_valid() and form.cleaned_data["share"] == "yes"
    try:
        if wanted:
            positioning.share(route=route, by=request.user, now=timezone.now())
            messages.success(request, _("Those who wait see a better time. Where you were is deleted after two days."))
        else:
            positioning.stop_sharing(route=route, by=request.user, now=timezone.now())
            messages.success(request, _("Off. What the van told is deleted."))
    except DomainError as refusal:
        messages.error(request, refusal.said_with(_))
    return redirect("logistics:run", pk=pk)


@acting_for(Role.DRIVER, Role.COORDINATOR)
@require_POST
def run_position(request: ActingRequest, pk: int) -> HttpResponse:
    """Where the van is, told by its driver's phone."""
    route = own_run(request.organisation, request.user, request.roles, pk)
    form = PositionForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"sentence": next(iter(form.errors.values()))[0]}, status=422)
    said = {"point": form.cleaned_data["point"], "accuracy_m": form.cleaned_data["accuracy"]}
    try:
        positioning.note_position(route=route, by=request.user, now=timezone.now(), **said)
    except DomainError as refusal:
        return JsonResponse({"sentence": refusal.said_with(_)}, status=422)
    return HttpResponse(status=204)
