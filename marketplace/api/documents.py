"""The OpenAPI document: what each operation says of itself, for drf-spectacular."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from django import forms
from django_filters import FilterSet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers

from marketplace.api.operations import Operation
from marketplace.api.paging import MOST, USUAL
from marketplace.api.problems import MEDIA_TYPE

_WORDS: Final = {
    304: "It has not changed since.",
    400: "The request cannot be read: a header, a parameter, or the shape of the body.",
    401: "No token, or one that opens nothing.",
    403: "The token has no such scope, or its maker no such role.",
    404: "There is no such thing, or it is not yours to see.",
    406: "What the Accept header asks for cannot be sent.",
    409: "The Idempotency-Key is in use for another request, or for this one, which still runs.",
    412: "It is not as you saw it any more.",
    413: "The body is too large.",
    415: "The body is not application/json.",
    422: "It was understood, and a rule says no: `code` says which, `errors` where.",
    428: "If-Match is missing.",
    429: "Too many requests; `Retry-After` says when to go on.",
    503: "The database is busy; nothing was done.",
}


class ProblemField(serializers.Serializer[Any]):
    """What is wrong with one field."""

    field = serializers.CharField(help_text="The field, header or parameter, as you wrote it.")
    code = serializers.CharField()
    message = serializers.CharField(help_text="A sentence for people.")


class Problem(serializers.Serializer[Any]):
    """A refusal (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Which refusal it is, for programs.")
    detail = serializers.CharField(help_text="A sentence for people.")
    errors = ProblemField(many=True, required=False)  # type: ignore[assignment]  # DRF takes fields off the class


def documented(operation: Operation, run: Callable[..., Any]) -> Callable[..., Any]:  # Any: a view's own
    """The method of a view, with what the document says of it."""
    summary, rest = operation.words
    marked: Callable[..., Any] = extend_schema(  # Any: as above
        operation_id=operation.name,
        summary=summary,
        description=_description(operation, rest),
        tags=[operation.scope.partition(":")[0] if operation.scope else "token"],
        parameters=[*_headers(operation), *operation.parameters, *_paging(operation)],
        request=operation.takes,
        responses=_responses(operation),
    )(run)
    return marked


def _description(operation: Operation, rest: str) -> str:
    needs = [f"Scope `{operation.scope}`."] if operation.scope else []
    if operation.roles:
        needs.append(f"The maker of the token is {' or '.join(operation.roles)} (or administrator).")
    return " ".join([rest, *needs]).strip()


def _headers(operation: Operation) -> list[OpenApiParameter]:
    def header(name: str, words: str, *, required: bool) -> OpenApiParameter:
        return OpenApiParameter(name, str, OpenApiParameter.HEADER, required=required, description=words)

    if operation.method == "GET":
        return [header("If-None-Match", "The ETag that you have: 304 if it has not changed.", required=False)]
    if operation.method == "PATCH":
        return [header("If-Match", "The ETag of what you saw.", required=True)]
    return [header("Idempotency-Key", "One for each new request; the same again for a repeated one.", required=True)]


def _paging(operation: Operation) -> list[OpenApiParameter]:
    if not operation.is_list or operation.also:
        return []
    most = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
    return [
        OpenApiParameter("after", str, description="Where the page goes on: take it from `next`."),
        OpenApiParameter("limit", most, description="Rows on a page."),
    ]


def _responses(operation: Operation) -> dict[Any, Any]:  # Any: drf-spectacular's own keys
    found: dict[Any, Any] = {(operation.status, "application/json"): _shape(operation)}  # Any: as above
    for media_type in operation.also:
        found[operation.status, media_type] = {"type": "object", "description": "A FeatureCollection (RFC 7946)."}
    told = {
        "GET": [304, 406],
        "POST": [406, 409, 412, 413, 415, 422, 503],
        "PATCH": [406, 412, 413, 415, 422, 428, 503],
    }
    for status in [400, 401, 403, 404, 429, *told[operation.method]]:
        if status == 304:
            found[304] = OpenApiResponse(description=_WORDS[304])
        else:
            found[status, MEDIA_TYPE] = OpenApiResponse(Problem, description=_WORDS[status])
    return found


def _shape(operation: Operation) -> Any:  # Any: a serializer's class, or nothing
    return page_of(operation.gives) if operation.is_list and operation.gives else operation.gives


@cache
def page_of(gives: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """A page of a list of these."""
    held = {
        "items": gives(many=True),
        "next": serializers.URLField(allow_null=True, help_text="The next page; null on the last."),
        "__doc__": "A page of a list.",
    }
    return type(f"{gives.__name__}Page", (serializers.Serializer,), held)


_TYPES: Final[Mapping[type[forms.Field], Any]] = {  # Any: drf-spectacular's own
    forms.IntegerField: OpenApiTypes.INT,
    forms.FloatField: OpenApiTypes.DOUBLE,
    forms.DecimalField: OpenApiTypes.DECIMAL,
    forms.DateField: OpenApiTypes.DATE,
    forms.TimeField: OpenApiTypes.TIME,
    forms.BooleanField: OpenApiTypes.BOOL,
}


def parameters_of(filters: type[FilterSet], *, without: frozenset[str] = frozenset()) -> tuple[OpenApiParameter, ...]:
    """What a set of filters of the pages can be asked, as parameters."""
    return tuple(_parameter(name, one.field) for name, one in filters.base_filters.items() if name not in without)


def _parameter(name: str, field: forms.Field) -> OpenApiParameter:
    is_several = isinstance(field, forms.MultipleChoiceField)
    is_model = isinstance(field, forms.ModelChoiceField)
    choices = [] if is_model else [str(value) for value, _label in getattr(field, "choices", ()) if value]
    kind = next((found for known, found in _TYPES.items() if isinstance(field, known)), OpenApiTypes.STR)
    return OpenApiParameter(
        name,
        kind,
        description=str(field.label or ""),
        enum=choices or None,
        many=is_several,
        explode=is_several or None,
    )
