"""No page, the back office included, asks anybody else for anything."""

import re

import pytest
from django.conf import settings
from django.urls import reverse

ELSEWHERE = re.compile(
    r"""(?:src|srcset|action|poster|data-[a-z-]+|<link[^>]*href)=["'](?:https?:)?//(?!testserver)[^"']+"""
)
SCREENS = ["wagtailadmin_home", "wagtailadmin_account", "wagtailusers_users:index", "wagtailimages:index"]


def test_nobody_is_asked_for_avatars_or_updates():
    assert settings.WAGTAIL_GRAVATAR_PROVIDER_URL is None
    assert settings.WAGTAIL_ENABLE_UPDATE_CHECK is False
    assert settings.WAGTAIL_ENABLE_WHATS_NEW_BANNER is False
    assert settings.WAGTAILEMBEDS_FINDERS == []


@pytest.mark.parametrize("screen", SCREENS)
def test_back_office_asks_nobody_else(screen, administrator, client_for):
    page = client_for(administrator).get(reverse(screen)).content.decode()

    assert ELSEWHERE.findall(page) == []


def test_no_stylesheet_or_script_of_ours_asks_anybody_else():
    asking = {
        path.name: found
        for path in (settings.BASE_DIR / "static").rglob("*")
        if path.suffix in {".css", ".js"} and "vendor" not in path.parts
        if (found := re.findall(r"""(?:url\(|import |fetch\()["']?(?:https?:)?//[^)"']+""", path.read_text("utf-8")))
    }

    assert asking == {}


def test_site_policy_allows_no_other_origin():
    allowed = {
        source
        for sources in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values()
        if isinstance(sources, list)
        for source in sources
    }

    assert allowed <= {"'self'", "'none'", "data:", settings.STRIPE_API_BASE}


def test_the_other_back_office_is_not_installed():
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
