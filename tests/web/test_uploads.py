"""Files that are too large for any form leave little behind but their size."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import RequestFactory

from marketplace.web.uploads import MOST_BYTES


def _sent(size: int) -> tuple["UploadedFile[Any]", dict[str, str]]:  # Any: whatever holds the content
    """The file and the words of a form that was sent with so many bytes."""
    file = SimpleUploadedFile("a.bin", b"x" * size)
    request = RequestFactory().post("/", {"before": "kept", "file": file, "after": "kept"})
    arrived = request.FILES["file"]
    assert isinstance(arrived, UploadedFile)
    return arrived, request.POST.dict()


@pytest.mark.parametrize("size", [0, 10, 3_000_000, MOST_BYTES])
def test_a_file_up_to_the_cap_arrives_whole(size: int) -> None:
    file, words = _sent(size)
    assert (file.size, len(file.read())) == (size, size)
    assert words == {"before": "kept", "after": "kept"}
    file.close()


def test_a_file_past_the_cap_is_cut_and_its_size_known() -> None:
    size = MOST_BYTES + 5_000_000
    file, words = _sent(size)
    assert (file.name, file.size) == ("a.bin", size)
    assert len(file.read()) <= MOST_BYTES + 64 * 1024
    assert words == {"before": "kept", "after": "kept"}
    file.close()
