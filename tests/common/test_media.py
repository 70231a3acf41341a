"""The media address gives public pictures and nothing else, however it is spelled."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [
        "images/../documents/handout.txt",
        "images/%2e%2e/documents/handout.txt",
        "images/x/../../documents/handout.txt",
        "images//../documents/handout.txt",
        "documents/handout.txt",
        "images/",
        "images/.",
        "images/../../keys/secret_key",
    ],
)
def test_no_spelling_of_an_address_leads_out_of_the_pictures(client, settings, tmp_path, name):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save("documents/handout.txt", ContentFile(b"only for those who are in"))
    default_storage.save("images/board.png", ContentFile(b"a picture"))

    assert client.get(f"/media/{name}").status_code == 404


def test_a_picture_is_given_with_leave_to_keep_it(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    default_storage.save("images/board.png", ContentFile(b"a picture"))

    answer = client.get("/media/images/board.png")

    assert b"".join(answer.streaming_content) == b"a picture"
    assert "immutable" in answer["Cache-Control"]
