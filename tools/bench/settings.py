"""The product's settings, plus the two things that every figure is compared with and a way to count statements."""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE, TEMPLATES

ROOT_URLCONF = "tools.bench.urls"
MIDDLEWARE = ["tools.bench.nothing.CountStatements", *MIDDLEWARE]
TEMPLATES = [
    *TEMPLATES,
    {
        "NAME": "nothing",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.locmem.Loader", {"nothing.html": "<title>{{ page.title }}</title>"})]
        },
    },
]
