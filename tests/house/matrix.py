"""The ways in that belong to the house itself; each app lists its own in tests/<app>/matrix.py."""

from tests.house.rows import SIGN_IN, Row, everybody, staff

ROWS = [
    Row("healthz", everybody()),
    Row("readyz", everybody()),
    Row("robots", everybody()),
    Row("sitemap", everybody()),
    Row("brand-css", everybody()),
    Row("stripe-webhook", everybody(400), method="post"),  # open to whoever signs as Stripe
    Row("media", everybody(404), lambda house: {"name": "documents/secret.pdf"}),
    Row("cms/login/", staff(SIGN_IN)),
    Row("cms/password_reset/", staff(SIGN_IN)),
    Row("_util/login/", everybody(SIGN_IN)),
    # Wagtail's pages, from the root page on, and its own doors beside them.
    Row("wagtail_serve", everybody(), lambda house: {"path": ""}),
    Row(
        "wagtailcore_authenticate_with_password",
        everybody(404),
        lambda house: {"page_view_restriction_id": 1, "page_id": 1},
    ),
    Row("wagtailcore_login", everybody(SIGN_IN)),
    Row("wagtaildocs_serve", everybody(404), lambda house: {"document_id": 1, "document_filename": "none.pdf"}),
    Row(
        "wagtaildocs_authenticate_with_password",
        everybody(404),
        lambda house: {"restriction_id": 1},
        method="post",
    ),
]
