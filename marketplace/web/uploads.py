"""Files from people: beyond a size nobody needs, nothing more of them is kept."""

from typing import Final

from django.core.files.uploadhandler import TemporaryFileUploadHandler

#: Above what any form takes (photos 20 MB): a form that looks at the size refuses it in its own words.
MOST_BYTES: Final = 25 * 1024 * 1024


class KeepNothingHuge(TemporaryFileUploadHandler):
    """Writes an upload to a temporary file, and lets go of every byte past `MOST_BYTES`.

    The form gets a file whose `size` is what was sent, so that it can say so; what was typed beside it is whole.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Keep what comes before the cap; nothing after it reaches the disk."""
        return super().receive_data_chunk(raw_data, start) if start < MOST_BYTES else None
