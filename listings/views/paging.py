"""Pages of a list: as many rows as one reads at once, and links to the next."""

from typing import Any, Final, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

AT_ONCE: Final = 25

M = TypeVar("M", bound=Model)


def page_of(request: HttpRequest, rows: QuerySet[M]) -> tuple["Page[M]", dict[str, Any]]:  # Any: words and addresses
    """The page that `?page=` asks for (the nearest there is), and what `components/pager.html` prints."""
    page = Paginator(rows, AT_ONCE).get_page(request.GET.get("page"))
    summary = _("%(first)s to %(last)s of %(count)s") % {
        "first": page.start_index(),
        "last": page.end_index(),
        "count": page.paginator.count,
    }
    pager = {
        "summary": summary if page.paginator.num_pages > 1 else "",
        "previous_href": _address(request, 1) if page.has_previous() else "",
        "next_href": _address(request, page.next_page_number()) if page.has_next() else "",
    }
    return page, pager


def _address(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
