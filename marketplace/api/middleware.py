"""What is refused before, or fails after, the API has a say is said in the API's way too."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from marketplace.api.problems import problem

PREFIX: Final = "/api/v1/"
_WORDS: Final = {
    400: ("bad_request", _("The address or a header cannot be read.")),
    404: ("not_found", _("There is no such address.")),
    500: ("our_mistake", _("Something went wrong on our side. Nothing was changed; it is noted.")),
    503: ("busy", _("The service is busy. Send the request again.")),
}


class ProblemsForPrograms:
    """Turns the pages that Django answers under the API's addresses into problem+json."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.headers.get("Content-Type", "").startswith("text/")
        if response.status_code < 400 or not is_page or not request.path.startswith(PREFIX):
            return response
        status = response.status_code
        code, words = _WORDS.get(status, ("refused", HTTPStatus(status).phrase))
        kept = {name: response[name] for name in ("Retry-After", "Allow") if name in response}
        return problem(status, code, str(words), headers=kept)
