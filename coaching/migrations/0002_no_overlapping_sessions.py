"""Keeps live sessions of one coach apart on SQLite too, and the history of sessions append-only."""

from django.db import migrations

from coaching.models.sessions import EVENTS_GUARD
from coaching.overlap import OVERLAP_GUARD
from common.db.guards import install_guard


class Migration(migrations.Migration):
    """Installs the guards."""

    dependencies = [("coaching", "0001_initial"), ("common", "0001_initial")]
    operations = [install_guard(OVERLAP_GUARD), install_guard(EVENTS_GUARD)]
