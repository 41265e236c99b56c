"""Addresses: each is made of operations, and every request passes the same doors in the same order.

Who are you (401), how often (429), may you (403), can it be read (400), is it there (404), is it as you saw it (412),
may it be (422). A POST happens once for each Idempotency-Key: its answer is kept in the transaction of its effect.
"""

import hashlib
from collections.abc import Callable
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from marketplace.api import limits
from marketplace.api.actions.issuing import note_use
from marketplace.api.actions.keying import begin, finish, give_up
from marketplace.api.answers import GEOJSON, JSON, Data, Deed, Listed, is_as_seen, sent, tag_of, written
from marketplace.api.calls import Call, body_of, caller, check_parameters, key_of
from marketplace.api.documents import documented
from marketplace.api.models import KeyedCall
from marketplace.api.operations import Operation
from marketplace.api.problems import problem_of
from marketplace.api.queries.locking import lock
from marketplace.api.refusals import ChangedMeanwhile, MatchMissing, RoleMissing, ScopeMissing, TokenRefused
from marketplace.kernel.errors import DomainError
from marketplace.organisations.access import may


class GeoJson(BaseRenderer):
    """Names the media type; operations write it themselves."""

    media_type = GEOJSON
    format = "geojson"


class Endpoint(APIView):
    """One address. Its operations by method; the class is made by `endpoint`."""

    operations: ClassVar[dict[str, Operation]] = {}
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    parser_classes = (JSONParser,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = DefaultContentNegotiation
    #: addresses have no endings such as ".json"
    format_kwarg = None
    call: Call
    allowance: limits.Allowance | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # Any: DRF's own signature
        """The doors that are the same for every operation."""
        asked: HttpRequest = request._request
        now = timezone.now()
        operation = self.operations.get("GET" if request.method == "HEAD" else str(request.method))
        try:
            token, roles = caller(asked, now)
        except TokenRefused:
            self._spend(str(asked.META.get("REMOTE_ADDR", "")), "strangers")
            raise
        self._spend(str(token.pk), "reads" if request.method in {"GET", "HEAD"} else "writes")
        if token.last_used_on != timezone.localdate(now):
            note_use(token=token, by=token.made_by, now=now)
        request.accepted_renderer, request.accepted_media_type = self.perform_content_negotiation(request)
        if operation is None:
            return  # DRF says 405
        if operation.scope is not None and operation.scope not in token.allows:
            raise ScopeMissing(scope=operation.scope)
        if operation.roles and not may(roles, *operation.roles):
            raise RoleMissing
        check_parameters(asked.GET, operation.known_parameters)
        body = body_of(asked, operation.takes) if operation.method != "GET" else {}
        self.call = Call(asked, token, roles, now, body)

    def _spend(self, who: str, kind: str) -> None:
        self.allowance = limits.spend(who, kind, timezone.now())
        limits.check(self.allowance)

    def handle_exception(self, exc: Exception) -> HttpResponse:  # type: ignore[override]  # ours is Django's
        """A problem; what is a mistake of ours goes on to Django, which logs it."""
        answer = problem_of(exc)
        if answer is None:
            raise exc
        if answer.status_code == 405:
            answer["Allow"] = ", ".join(self.allowed_methods)
        return answer

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:  # Any: as above
        """Say what is left of the minute."""
        if self.allowance is not None:
            for name, value in self.allowance.headers():
                response[name] = value
        return response

    def look(self, operation: Operation, **kwargs: Any) -> HttpResponse:  # Any: parts of the address
        """GET: nothing is written, so nothing is locked."""
        found: Data | Listed = operation.handler(self.call, **kwargs)
        media_type = JSON
        if isinstance(found, Listed):
            wanted = str(self.request.accepted_renderer.media_type)
            if wanted in operation.also:
                media_type, found = wanted, {**operation.also[wanted](found), "next": self._onwards(found)}
            else:
                found = {"items": found.items, "next": self._onwards(found)}
        return sent(self.call.request, written(found), media_type=media_type)

    def _onwards(self, found: Listed) -> str | None:
        """The address of the next page."""
        if not found.next_after:
            return None
        asked = self.call.request
        said = [(name, value) for name, values in asked.GET.lists() if name != "after" for value in values]
        return asked.build_absolute_uri(f"{asked.path}?{urlencode([*said, ('after', found.next_after)])}")

    def change(self, operation: Operation, **kwargs: Any) -> HttpResponse:  # Any: as above
        """PATCH: against what the caller saw."""
        if "If-Match" not in self.call.request.headers:
            raise MatchMissing
        deed = operation.handler(self.call, **kwargs)
        with transaction.atomic():
            text, _location = self._done(deed)
        return sent(self.call.request, text)

    def do(self, operation: Operation, **kwargs: Any) -> HttpResponse:  # Any: as above
        """POST: once for each key."""
        call = self.call
        about = f"{call.request.method} {call.request.path}\n".encode() + call.request.body
        keyed = begin(
            token=call.token,
            key=key_of(call.request),
            fingerprint=hashlib.sha256(about).hexdigest(),
            by=call.person,
            now=call.now,
        )
        if keyed.status is not None:
            return _answered(keyed, replayed=True)
        is_done = False
        try:
            deed = operation.handler(call, **kwargs)
            with transaction.atomic():
                text, location = self._done(deed)
                finish(
                    call=keyed, status=operation.status, body=text, location=location, by=call.person,
                    now=timezone.now(),
                )  # fmt: skip
            is_done = True
        finally:
            if not is_done:
                give_up(call=keyed, by=call.person, now=timezone.now())
        keyed.status, keyed.body, keyed.location = operation.status, text, location
        return _answered(keyed, replayed=False)

    def _done(self, deed: "Deed[Any]") -> tuple[str, str]:  # Any: whatever the action makes
        """Do it, and write what came of it. :raises ChangedMeanwhile: it is not as the caller saw it"""
        if deed.row is not None and deed.current is not None and "If-Match" in self.call.request.headers:
            lock(deed.row)
            if not is_as_seen(self.call.request, written(deed.current())):
                raise ChangedMeanwhile
        try:
            made = deed.act()
        except DomainError as refusal:
            refusal.field = deed.names.get(refusal.field or "", refusal.field)
            raise
        location = self.call.request.build_absolute_uri(deed.location(made)) if deed.location else ""
        return written(deed.answer(made)), location


def _answered(keyed: KeyedCall, *, replayed: bool) -> HttpResponse:
    headers = {"Cache-Control": "private, no-cache", "ETag": tag_of(keyed.body), "Vary": "Authorization, Accept"}
    headers |= {"Location": keyed.location} if keyed.location else {}
    headers |= {"Idempotent-Replayed": "true"} if replayed else {}
    return HttpResponse(keyed.body.encode("utf-8", "replace"), status=keyed.status, content_type=JSON, headers=headers)


def endpoint(*operations: Operation) -> Callable[..., HttpResponse]:
    """The view of an address with these operations, one for each method."""
    methods: dict[str, Any] = {}  # Any: attributes of a class
    for one in operations:
        methods[one.method.lower()] = documented(one, _runner(one))
    wide = any(one.also for one in operations)
    made: type[Endpoint] = type(
        "".join(part.title() for part in operations[0].name.split("_")) + "Endpoint",
        (Endpoint,),
        {
            **methods,
            "operations": {one.method: one for one in operations},
            "http_method_names": [*methods, *(["head"] if "get" in methods else [])],
            "renderer_classes": (JSONRenderer, GeoJson) if wide else (JSONRenderer,),
            "__module__": __name__,
            "__doc__": operations[0].handler.__doc__,
        },
    )
    view: Callable[..., HttpResponse] = made.as_view()
    return view


def _runner(operation: Operation) -> Callable[..., HttpResponse]:
    def run(self: Endpoint, request: Request, **kwargs: Any) -> HttpResponse:  # Any: parts of the address
        way = {"GET": self.look, "POST": self.do, "PATCH": self.change}[operation.method]
        return way(operation, **kwargs)

    return run
