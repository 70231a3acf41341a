"""A published version is immutable: the database refuses."""

from django.db import migrations

from assessments.guards import VERSIONS
from common.db.guards import install_guard


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial"), ("common", "0001_initial")]

    operations = [install_guard(VERSIONS)]
