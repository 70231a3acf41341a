#!/usr/bin/env python
"""Django's command line, for this project."""

import os
import sys


def main() -> None:
    """Run a management command; a broken environment is told in one sentence, not in a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings  # noqa: PLC0415  settings must be named first
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    try:
        settings.INSTALLED_APPS  # noqa: B018  reads the settings, and with them the environment
    except (ImproperlyConfigured, ValueError) as problem:
        sys.exit(f"Roundhouse does not start: {problem}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
