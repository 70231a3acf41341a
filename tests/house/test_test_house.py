"""The test house keeps its promises: templates, isolation, no silent skip."""

import pytest
from django.db import connection

from accounts.models import User
from tests.parts.environment import product_environment


@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_committing_test_leaves_nothing_behind(turn):
    from wagtail.models import Page, Site

    assert User.objects.count() == 0
    assert Page.objects.count() >= 1  # Wagtail's root, which a flush would have dropped
    assert Site.objects.count() == 1
    User.objects.create_user("committed@example.com")


@pytest.mark.engines
@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_together_runs_calls_in_threads_that_see_one_database(together):
    def add(login):
        User.objects.create_user(f"{login}@example.com")
        return login

    results = together(lambda: add("one"), lambda: add("two"), lambda: add("one"))

    assert User.objects.count() == 2
    assert {type(result).__name__ for result in results} == {"str", "IntegrityError"}


def test_product_environment_holds_nothing_of_the_tests(monkeypatch):
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_live_of_the_developer")

    environment = product_environment(DEMO="1")

    assert environment["DEMO"] == "1"
    assert not environment.keys() & {"TESTING", "DJANGO_SETTINGS_MODULE", "STRIPE_SECRET_KEY", "DATABASE_URL"}


def test_run_uses_a_database_of_its_own(settings):
    name = str(settings.DATABASES["default"]["NAME"])

    assert "roundhouse-tests-" in name or name.startswith("roundhouse_")
    assert connection.vendor in {"sqlite", "postgresql"}


def test_people_are_there(robin, kim, sam, editor, moderator, manager, administrator, client_for):
    from accounts import rules

    everybody = [robin, kim, sam, editor, moderator, manager, administrator]

    assert [rules.is_editor(user) for user in everybody] == [False, False, False, True, True, False, True]
    assert [rules.is_moderator(user) for user in everybody] == [False, False, False, False, True, False, True]
    assert [rules.is_manager(user) for user in everybody] == [False, False, False, False, False, True, False]
    assert client_for(robin).session["_auth_user_id"] == str(robin.pk)
