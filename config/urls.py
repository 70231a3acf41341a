"""Every way in. Screens of the apps come before Wagtail's pages, which take the rest."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.contrib.sitemaps.views import sitemap
from wagtail.documents import urls as wagtaildocs_urls

from billing.views import stripe_webhook
from cms.views import brand_css, robots_txt
from common.views import healthz, media, readyz

to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

handler500 = "common.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", robots_txt, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("brand.css", brand_css, name="brand-css"),
    path("media/<path:name>", media, name="media"),
    path("billing/stripe/webhook/", stripe_webhook, name="stripe-webhook"),
    # Wagtail's own sign-in forms know neither second factors nor limits: they never get a visitor.
    path("cms/login/", to_sign_in),
    path("cms/password_reset/", to_sign_in),
    path("_util/login/", to_sign_in),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]

if settings.DEMO or settings.TESTING:
    urlpatterns += [path("demo/", include("accounts.demo.urls"))]

urlpatterns += i18n_patterns(
    path("account/", include("accounts.urls")),
    path("account/", include("allauth.urls")),
    path("account/jobs/", include("common.urls")),
    path("assessments/", include("assessments.urls")),
    path("billing/", include("billing.urls")),
    path("coaching/", include("coaching.urls")),
    path("growth/", include("growth.urls")),
    path("", include("courses.urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
