"""Files to upload."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


@pytest.fixture
def png():
    """Return a small picture as a browser uploads it."""
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "green").save(out, "PNG")
    return SimpleUploadedFile("board.png", out.getvalue(), "image/png")
