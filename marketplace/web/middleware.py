"""What every request passes through."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

GetResponse = Callable[[HttpRequest], HttpResponse]


class RefuseUnsafeText:
    """Answers 400 to a NUL or a lone surrogate in the address: no database can look such a thing up."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        texts = [request.path, *(text for key, values in request.GET.lists() for text in (key, *values))]
        if any(_is_unsafe(text) for text in texts):
            return render(request, "400.html", status=400)
        return self.get_response(request)


def _is_unsafe(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)


class BusyDatabase:
    """Answers 503 with Retry-After where the database was too busy to grant a lock in time."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError) and "lock" in str(exception).lower():
            response = render(request, "503.html", status=503)
            response["Retry-After"] = "2"
            return response
        return None


class LeadUploads:
    """Tells a form that was sent by script (upload.js) where to go, instead of sending the script there.

    A script follows a redirect unseen: the page that it leads to would show its messages to nobody.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("X-Upload") == "1" and response.status_code in {302, 303}:
            response["X-Location"] = response["Location"]
            del response["Location"]
            response.status_code = 204
        return response
