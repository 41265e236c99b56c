"""What this room keeps: tokens, and the calls that must not happen twice."""

from marketplace.api.models.calls import KeyedCall
from marketplace.api.models.tokens import ApiToken

__all__ = ["ApiToken", "KeyedCall"]
