"""What an operation is: a function with its method, the scope and roles it needs, and the shapes that go in and out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from drf_spectacular.utils import OpenApiParameter
from rest_framework.serializers import Serializer

from marketplace.api.answers import Data, Deed, Listed
from marketplace.api.scopes import Scope

Shape = type[Serializer[Any]]  # Any: of whichever row


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One method of one address. Without roles any member may; an administrator always may."""

    method: str
    handler: Callable[..., Any]  # Any: `Data`, `Listed` or `Deed`, by the method
    scope: Scope | None
    roles: tuple[str, ...] = ()
    takes: Shape | None = None
    gives: Shape | None = None
    is_list: bool = False
    #: what its address may carry besides the page of a list
    parameters: tuple[OpenApiParameter, ...] = ()
    #: another way to write the same answer: its media type and who writes it
    also: dict[str, Callable[[Listed], Data]] = field(default_factory=dict)
    status: int = 200

    @property
    def name(self) -> str:
        return str(self.handler.__name__)

    @property
    def known_parameters(self) -> frozenset[str]:
        paged = {"after", "limit"} if self.is_list and not self.also else set[str]()
        return frozenset({one.name for one in self.parameters} | paged)

    @property
    def words(self) -> tuple[str, str]:
        """The first sentence of what it says of itself, and the rest."""
        first, _blank, rest = (self.handler.__doc__ or "").partition("\n")
        return first.strip().rstrip("."), " ".join(rest.split())


#: Operations are asked for by these.
Reads = Callable[..., Data]
Lists = Callable[..., Listed]
Acts = Callable[..., "Deed[Any]"]  # Any: whatever the action makes


def reads(scope: Scope | None, *roles: str, gives: Shape) -> Callable[[Reads], Operation]:
    """GET of one thing."""
    return lambda handler: Operation(method="GET", handler=handler, scope=scope, roles=roles, gives=gives)


def lists(
    scope: Scope,
    *roles: str,
    gives: Shape,
    parameters: tuple[OpenApiParameter, ...] = (),
    also: dict[str, Callable[[Listed], Data]] | None = None,
) -> Callable[[Lists], Operation]:
    """GET of a page of a list."""
    return lambda handler: Operation(
        method="GET", handler=handler, scope=scope, roles=roles, gives=gives, is_list=True, parameters=parameters,
        also=also or {},
    )  # fmt: skip


def makes(scope: Scope, *roles: str, takes: Shape, gives: Shape) -> Callable[[Acts], Operation]:
    """POST that makes something new."""
    return lambda handler: Operation(
        method="POST", handler=handler, scope=scope, roles=roles, takes=takes, gives=gives, status=201
    )


def acts(scope: Scope, *roles: str, gives: Shape, takes: Shape | None = None) -> Callable[[Acts], Operation]:
    """POST that moves something on."""
    return lambda handler: Operation(method="POST", handler=handler, scope=scope, roles=roles, takes=takes, gives=gives)


def changes(scope: Scope, *roles: str, takes: Shape, gives: Shape) -> Callable[[Acts], Operation]:
    """PATCH: what is sent is changed, the rest stays."""
    return lambda handler: Operation(
        method="PATCH", handler=handler, scope=scope, roles=roles, takes=takes, gives=gives
    )


METHODS: Final = ("GET", "POST", "PATCH")
