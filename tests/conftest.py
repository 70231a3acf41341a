"""What every test may ask for: a database from the template, three people everywhere, servers of the run's own."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connections
from django.test import Client, TransactionTestCase
from django.utils import timezone, translation

from tests.parts.databases import drop_database, restore_database, starter_content
from tests.parts.processes import Part, PartMissing
from tests.parts.shared import shared_postgres, shared_valkey

# Databases ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Give this process its own copy of the migrated template, put back after each test that commits."""

    def put_back(_case: TransactionTestCase) -> None:
        restore_database()

    TransactionTestCase._fixture_teardown = put_back
    with django_db_blocker.unblock():
        restore_database()
    yield
    with django_db_blocker.unblock():
        drop_database()


@pytest.fixture(autouse=True, scope="session")
def _stored_mail(django_test_environment: None) -> None:
    """Keep the product's own mail backend: Django's test environment would put a list in its place."""
    from django.conf import settings

    settings.EMAIL_BACKEND = "common.mail.StoringBackend"


@pytest.fixture(scope="module")
def academy(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Let a module's tests start from the starter content (`pytestmark = pytest.mark.usefixtures("academy")`)."""
    with django_db_blocker.unblock(), starter_content(), django_db_blocker.block():
        yield


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Begin each test with an empty cache, in English and in UTC, whatever the test before it did."""
    cache.clear()
    yield
    translation.activate("en")
    timezone.deactivate()


@pytest.fixture
def together() -> Callable[..., list[Any]]:
    """Return a function that runs calls at the same moment in threads and returns each one's result or exception."""

    def run(*calls: Callable[[], Any]) -> list[Any]:
        start = threading.Barrier(len(calls))

        def one(call: Callable[[], Any]) -> Any:
            try:
                start.wait(timeout=10)
                return call()
            except Exception as problem:  # noqa: BLE001  the loser of a race is a result, too
                return problem
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    return run


# People ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def person(db: None) -> Callable[..., Any]:
    """Return a function that makes a person with a verified address: `person("ada", name="Ada Lovelace")`."""
    from allauth.account.models import EmailAddress

    from accounts.models import User

    def make(login: str, **fields: Any) -> User:
        email = f"{login}@example.com"
        user = User.objects.create_user(email, "correct horse battery", **{"name": login.title(), **fields})
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        return user

    return make


@pytest.fixture
def robin(person: Callable[..., Any]) -> Any:
    """Robin, a learner: owns it, whatever the test is about."""
    return person("robin", name="Robin Castell", time_zone="Europe/Berlin")


@pytest.fixture
def kim(person: Callable[..., Any]) -> Any:
    """Kim, who coaches Robin."""
    return person("kim", name="Kim Adler", time_zone="America/New_York")


@pytest.fixture
def sam(person: Callable[..., Any]) -> Any:
    """Sam, a learner and a stranger to Robin."""
    return person("sam", name="Sam Okafor")


@pytest.fixture
def editor(person: Callable[..., Any]) -> Any:
    """Return somebody who writes and submits."""
    user = person("editor", name="Edda Lindqvist")
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def moderator(person: Callable[..., Any]) -> Any:
    """Return somebody who publishes what editors submit."""
    user = person("moderator", name="Milan Horvat")
    user.groups.add(Group.objects.get(name="Moderators"))
    return user


@pytest.fixture
def manager(person: Callable[..., Any], robin: Any) -> Any:
    """Return the manager of the organization that Robin belongs to."""
    from accounts.models import Membership, Organization

    user = person("manager", name="Mara Jansen")
    organization = Organization.objects.create(name="Northern Line")
    Membership.objects.create(organization=organization, person=user, role=Membership.Role.MANAGER)
    Membership.objects.create(organization=organization, person=robin, role=Membership.Role.MEMBER)
    return user


@pytest.fixture
def administrator(person: Callable[..., Any]) -> Any:
    """Return somebody who runs the installation."""
    return person("administrator", name="Ada Reyes", is_staff=True, is_superuser=True)


@pytest.fixture
def client_for(db: None) -> Callable[..., Client]:
    """Return a function that gives a signed-in browser: `client_for(robin)`; keywords go to Django's test client."""

    def make(user: Any = None, **options: Any) -> Client:
        client = Client(**options)
        if user is not None:
            client.force_login(user)
        return client

    return make


# Parts ----------------------------------------------------------------------------------------------------------------


def skip_for_want_of(part: str, reason: object) -> NoReturn:
    """Skip the test that asks, since `part` cannot be had on this machine; the summary says so loudly."""
    pytest.skip(f"for want of {part}: {reason}")


@pytest.fixture(scope="session")
def postgres_server() -> Part:
    """Return this run's PostgreSQL, whatever engine the run itself uses."""
    try:
        return shared_postgres()
    except PartMissing as missing:
        skip_for_want_of("PostgreSQL", missing)


@pytest.fixture(scope="session")
def valkey_server() -> Part:
    """Return this run's Valkey."""
    try:
        return shared_valkey()
    except PartMissing as missing:
        skip_for_want_of("Valkey", missing)


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """Return an empty folder for the ROUNDHOUSE_VAR of a process that the test starts."""
    folder = tmp_path / "var"
    folder.mkdir()
    return folder
