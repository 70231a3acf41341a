"""The WSGI application that granian serves; it does not start where a system check finds an error."""

import os

from django.core.checks import ERROR, run_checks
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

if problems := [problem for problem in run_checks() if problem.level >= ERROR]:
    raise SystemExit(
        "\n".join(f"Roundhouse does not start: {problem.msg} {problem.hint or ''}" for problem in problems)
    )
