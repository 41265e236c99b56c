"""What a token is told of itself."""

from marketplace.api.answers import Data
from marketplace.api.calls import Call
from marketplace.api.operations import reads
from marketplace.api.queries.claims import party
from marketplace.api.serializers.token import TokenOut


@reads(None, gives=TokenOut)
def read_token(call: Call) -> Data:
    """Read what this token is for: the first thing to try."""
    return {
        "name": call.token.name,
        "organisation": party(call.organisation),
        "scopes": sorted(call.token.allows),
        "roles": sorted(call.roles),
        "expires_at": call.token.expires_at,
    }
