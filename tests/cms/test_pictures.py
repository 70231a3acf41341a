"""Pictures are given to whoever knows their address, so nobody may guess one."""

import pytest
from django.core.files.base import ContentFile

from cms.models import AcademyImage, Rendition

pytestmark = pytest.mark.django_db


def drawn(name):
    """Return a picture with one drawn size."""
    image = AcademyImage(title=name, width=40, height=30)
    image.file.name = f"original_images/{name}.png"
    image.save()
    size = {"filter_spec": "width-20", "width": 20, "height": 15}
    copy = Rendition(image=image, **size)
    copy.file.save(f"{name}.width-20.png", ContentFile(b"drawn"), save=False)
    return copy


def test_the_address_of_one_picture_tells_nothing_about_the_next(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    board, wall = drawn("board").url, drawn("wall").url
    assert client.get(board.replace("board", "wall")).status_code == 404
    assert client.get("/media/images/wall.width-20.png").status_code == 404
    answer = client.get(wall)
    assert b"".join(answer.streaming_content) == b"drawn"
