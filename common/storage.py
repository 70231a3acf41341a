"""Files on S3, reached through our own address; files that go with their row."""

from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.fields.files import FieldFile
from storages.backends.s3 import S3Storage


class OwnAddressS3Storage(S3Storage):
    """Public pictures lie on S3, yet pages ask only us for them: no third party learns who reads what."""

    def url(self, name: str, *_args: Any, **_kwargs: Any) -> str:
        """Return the address under which `common.views.media` serves the file."""
        return f"{settings.MEDIA_URL}{name}"


def delete_after_commit(file: FieldFile) -> None:
    """Delete a row's file once the row is gone for sure: what is rolled back keeps its file."""
    if file.name:
        transaction.on_commit(partial(file.storage.delete, file.name), robust=True)
