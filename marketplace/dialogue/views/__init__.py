"""Pages of this room."""

from marketplace.dialogue.views.threads import message_new, thread

__all__ = ["message_new", "thread"]
