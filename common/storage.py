"""Files that go with their row."""

from functools import partial

from django.db import transaction
from django.db.models.fields.files import FieldFile


def delete_after_commit(file: FieldFile) -> None:
    """Delete a row's file once the row is gone for sure: what is rolled back keeps its file."""
    if file.name:
        transaction.on_commit(partial(file.storage.delete, file.name), robust=True)
