"""The starter content: coaches come with their people, once; their pages read as they should."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from billing.operations import ensure_offer, withdraw_offer
from billing.queries import price_of
from coaching.models import AvailabilityRule, Coach, CoachPage, SessionType

pytestmark = pytest.mark.django_db
COACHES = [("kim", "Kim Adler"), ("dana", "Dana Whitfield"), ("anjali", "Anjali Rao")]


def load(*, only=("cms", "assessments", "coaching")):
    call_command("import_content", settings.BASE_DIR / "content", only=list(only))


def test_coaches_are_loaded_with_their_people_and_only_once(person):
    load()
    assert not Coach.objects.exists()
    for login, name in COACHES:
        person(login, name=name)
    load(only=["coaching"])
    counts = [model.objects.count() for model in (Coach, SessionType, AvailabilityRule, CoachPage)]
    load(only=["coaching"])
    assert [model.objects.count() for model in (Coach, SessionType, AvailabilityRule, CoachPage)] == counts
    assert counts == [3, 11, 18, 3]
    assert price_of("session", "kim-adler:S1").minor == 0
    assert price_of("session", "kim-adler:S5").minor == 21000


def test_an_offer_that_is_there_is_kept_as_the_academy_left_it(person):
    for login, name in COACHES:
        person(login, name=name)
    load()
    now = timezone.now()
    ensure_offer(kind="session", key="kim-adler:S5", title="Deep dive", minor=25000, now=now)
    withdraw_offer(kind="session", key="kim-adler:S1")
    SessionType.objects.filter(coach__slug="kim-adler", code__in=["S1", "S5"]).delete()
    load(only=["coaching"])
    assert SessionType.objects.filter(coach__slug="kim-adler", code__in=["S1", "S5"]).count() == 2
    assert price_of("session", "kim-adler:S1") is None
    assert price_of("session", "kim-adler:S5").minor == 25000


def test_pages_show_who_what_and_when(client, person, django_assert_max_num_queries):
    for login, name in COACHES:
        person(login, name=name)
    load()
    index = client.get("/coaches/").content.decode()
    for _, name in COACHES:
        assert name in index
    page = client.get("/coaches/kim-adler/").content.decode()
    for part in ("Event design and facilitation", "English, German", "First talk", "Free", "140.00", "Next free"):
        assert part in page
    assert '"@type": "Person"' in page
    assert "kim@example.com" not in page
    assert client.get("/coaching/kim-adler/").url.endswith("/coaches/kim-adler/")
    with django_assert_max_num_queries(16):
        client.get("/coaches/")
    with django_assert_max_num_queries(12):
        client.get("/coaches/kim-adler/")
