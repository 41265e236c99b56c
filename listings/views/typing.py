"""What is being typed into the search box, and how it may go on; the box works without it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from listings.queries.spelling import completions

LONGEST = 100


@login_not_required
@require_safe
def word_options(request: HttpRequest) -> HttpResponse:
    """Options for the list of the box: categories and words of public listings that begin as `q` ends; the same for
    everybody, and never kept, since what is public changes."""
    typed = request.GET.get("q", "")
    found = completions(typed) if len(typed) <= LONGEST else []
    response = render(request, "listings/parts/word_options.html", {"completions": found})
    add_never_cache_headers(response)
    return response
