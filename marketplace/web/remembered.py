"""`{% component %}`: a part of a page that depends on nothing but what is handed to it is written once and remembered.

    {% component "components/chip.html" with label=chip.label href=chip.href on=True %}

It is an ``include ... only`` with two differences. The part sees what it is handed and nothing else, not even the
request, so what is remembered of one visitor can never be another's. And the same part with the same values in the
same language comes out of memory; values written out in the template count for nothing there, they are always alike.
"""

from typing import Any, Final

from django.template import Context, Node, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token, token_kwargs
from django.utils.safestring import SafeString
from django.utils.translation import get_language

#: So many writings of one place in a template are kept; then it begins anew.
MOST_KEPT: Final = 512
#: Longer values are a person's text: seldom the same twice.
LONGEST_KEPT: Final = 200

Key = tuple[Any, ...]  # Any: values of any type that can be hashed


class ComponentNode(Node):
    """One place where a component stands."""

    def __init__(self, name: FilterExpression, values: dict[str, FilterExpression]) -> None:
        self.name = name
        self.values = values
        self.varying = tuple(value for value in values.values() if not _is_constant(value))
        self.kept: dict[Key, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        key = self._key(context)
        if key is not None and (known := self.kept.get(key)) is not None:
            return known
        written = self._written(context)
        if key is not None:
            if len(self.kept) >= MOST_KEPT:
                self.kept = {}
            self.kept[key] = written
        return written

    def _key(self, context: Context) -> Key | None:
        """What the writing depends on; None where it cannot be remembered. The types belong to it: a text that is
        safe as HTML equals one that is not."""
        values = [value.resolve(context, ignore_failures=True) for value in self.varying]
        if any(isinstance(value, str) and len(value) > LONGEST_KEPT for value in values):
            return None
        key = (get_language(), context.autoescape, *values, *map(type, values))
        try:
            hash(key)
        except TypeError:
            return None
        return key

    def _written(self, context: Context) -> SafeString:
        named = {name: value.resolve(context) for name, value in self.values.items()}
        template = context.template.engine.get_template(  # type: ignore[union-attr]  # there is one while it renders
            self.name.resolve(context)
        )
        return template.render(Context(named, autoescape=context.autoescape))


def _is_constant(value: FilterExpression) -> bool:
    """Whether it is written out in the template; a translated text depends on the language, which is in every key."""
    return not value.filters and getattr(value.var, "lookups", None) is None


def component(parser: Parser, token: Token) -> ComponentNode:
    """``{% component "components/NAME.html" with name=value ... %}``"""
    bits = token.split_contents()
    if len(bits) < 2 or (len(bits) > 2 and bits[2] != "with"):
        raise TemplateSyntaxError("{% component %} takes a template, and after “with” what it is handed.")
    rest = bits[3:]
    values = token_kwargs(rest, parser)
    if rest:
        raise TemplateSyntaxError(f"{{% component %}} cannot read “{rest[0]}”.")
    return ComponentNode(parser.compile_filter(bits[1]), values)
