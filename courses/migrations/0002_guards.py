"""Learning events are append-only, certificates immutable: the database refuses."""

from django.db import migrations

from common.db.guards import install_guard
from courses.guards import CERTIFICATES, EVENTS


class Migration(migrations.Migration):
    dependencies = [("courses", "0001_initial"), ("common", "0001_initial")]

    operations = [install_guard(EVENTS), install_guard(CERTIFICATES)]
