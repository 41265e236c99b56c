"""Fields that take no other type for theirs: a number is no text, `1` is no yes, and an amount is exact.

Django REST framework's own read "4" as 4 and "false" as False, which hides mistakes of the caller.
"""

from decimal import Decimal
from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from marketplace.api.answers import plain

_TEXT: Final = "This must be a text."
_NUMBER: Final = "This must be a whole number."
_LARGEST: Final = 2**63 - 1


class Text(serializers.CharField):
    """A text, and nothing else."""

    def to_internal_value(self, data: Any) -> str:  # Any: whatever JSON can say
        if not isinstance(data, str):
            self.fail_with(_TEXT)
        return super().to_internal_value(data)

    def fail_with(self, sentence: str) -> None:
        raise serializers.ValidationError(sentence, code="wrong_type")

    def run_validation(self, data: Any = serializers.empty) -> Any:  # Any: as above
        if data is not serializers.empty and data is not None and not isinstance(data, str):
            self.fail_with(_TEXT)
        return super().run_validation(data)


class Choice(serializers.ChoiceField):
    """One of some words."""

    def to_internal_value(self, data: Any) -> Any:  # Any: as above
        if not isinstance(data, str):
            raise serializers.ValidationError(_TEXT, code="wrong_type")
        return super().to_internal_value(data)


class Whole(serializers.IntegerField):
    """A whole number that a database can hold."""

    def __init__(self, **said: Any) -> None:  # Any: DRF's own arguments
        super().__init__(**{"min_value": 0, "max_value": _LARGEST, **said})

    def to_internal_value(self, data: Any) -> int:  # Any: as above
        if isinstance(data, bool) or not isinstance(data, int):
            raise serializers.ValidationError(_NUMBER, code="wrong_type")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """Yes or no."""

    def to_internal_value(self, data: Any) -> bool:  # Any: as above
        if not isinstance(data, bool):
            raise serializers.ValidationError("This must be true or false.", code="wrong_type")
        return data


class Day(serializers.DateField):
    """A day, "2026-11-30"."""

    def to_internal_value(self, data: Any) -> Any:  # Any: as above
        if not isinstance(data, str):
            raise serializers.ValidationError("This must be a day like 2026-11-30.", code="wrong_type")
        return super().to_internal_value(data)


class Moment(serializers.DateTimeField):
    """A moment with its zone, "2026-11-30T09:00:00Z"."""

    def to_internal_value(self, value: Any) -> Any:  # Any: as above
        if not isinstance(value, str):
            raise serializers.ValidationError("This must be a moment like 2026-11-30T09:00:00Z.", code="wrong_type")
        return super().to_internal_value(value)


@extend_schema_field(
    {"anyOf": [{"type": "string", "pattern": r"^\d{1,9}(\.\d{1,4})?$"}, {"type": "number"}], "examples": ["12.5"]}
)
class AmountIn(serializers.Field[str, Any, Any, Any]):
    """An exact amount: a text ("12.5") or a number, which is read without rounding. The form's field reads on."""

    def to_internal_value(self, data: Any) -> str:  # Any: as above
        if isinstance(data, Decimal):
            return plain(data)
        if isinstance(data, str) or (isinstance(data, int) and not isinstance(data, bool)):
            return str(data)[:60]
        raise serializers.ValidationError("This must be an amount: 12.5 or “12.5”.", code="wrong_type")

    def to_representation(self, value: Any) -> str:  # Any: as above
        return str(value)


@extend_schema_field({"type": "string", "pattern": r"^-?\d+(\.\d+)?$", "examples": ["12.5"]})
class Amount(serializers.Field[Any, Any, str, Any]):
    """An exact amount, as a text without zeros at its end."""

    def __init__(self, **said: Any) -> None:  # Any: DRF's own arguments
        super().__init__(read_only=True, **said)

    def to_representation(self, value: Decimal) -> str:
        return plain(value)
