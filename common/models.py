"""Rows of the shared floor."""

from django.db import models


class ErasureDoor(models.Model):
    """Holds a row only inside `common.db.guards.erasing()`: SQLite's triggers look here before they refuse a DELETE."""
