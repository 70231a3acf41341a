"""The URL × role matrix: every way in, as every role. A way in that nobody listed fails."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.house.rows import ROLES, SIGN_IN, Row
from tests.house.ways_in import ways_in
from tests.parts.places import BASE_DIR

SIGN_IN_PATH = "/account/login/"
OPEN_TO_ALL = {  # what Wagtail's back office gives everybody: words and icons, and the way out
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
    "wagtailadmin_logout",
}
OPEN_ALLAUTH = {  # how somebody comes in; all else of allauth's is for who is in
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_confirm_login_code",
    "account_request_login_code",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_password_reset_completed",
    "account_signup_by_passkey",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_signup_webauthn",
}
CSRF_EXEMPT = {"stripe-webhook"}  # signed by Stripe instead


def all_rows() -> list[Row]:
    """Return the rows of the house and of every app."""
    modules = ["tests.house.matrix"]
    modules += sorted(f"tests.{path.parent.name}.matrix" for path in BASE_DIR.glob("tests/*/matrix.py"))
    return [row for module in dict.fromkeys(modules) for row in import_module(module).ROWS]


def row_id(row: Row) -> str:
    return f"{row.method} {row.name}"


@pytest.fixture
def house(robin, sam, kim, editor, moderator, manager, administrator):
    people = {"editor": editor, "moderator": moderator, "manager": manager, "administrator": administrator}
    return SimpleNamespace(robin=robin, sam=sam, kim=kim, **people)


def path_of(row: Row, house: SimpleNamespace) -> str:
    arguments = row.args(house) if row.args else {}
    try:
        return reverse(row.name, kwargs=arguments)
    except NoReverseMatch:
        named = {way.name for way in ways_in()}
        if row.name in named and arguments:
            return reverse(row.name, args=list(arguments.values()))  # old patterns have no names for their parts
        if row.name in named:
            raise
        return f"/{row.name}"


def answer_to(client: Client, path: str, row: Row, data: dict | None) -> int | str:
    response = getattr(client, row.method)(path, data or {})
    for close in response._resource_closers:  # a file that nobody reads; closing the response closes the database, too
        close()
    if response.status_code == 302 and response["Location"].startswith(SIGN_IN_PATH):
        return SIGN_IN
    return response.status_code


@pytest.mark.parametrize("row", all_rows(), ids=row_id)
def test_matrix_row(row, house, client_for):
    path = path_of(row, house)
    data = row.data(house) if row.data else None
    answers = {}

    for role in ROLES:
        with transaction.atomic():
            client = client_for(getattr(house, role, None))
            if row.prepare:
                row.prepare(house, client)
            answers[role] = answer_to(client, path, row, data)
            transaction.set_rollback(True)  # the next one finds it as this one did

    assert answers == dict(row.statuses)


def test_every_way_in_is_listed():
    listed = {row.name for row in all_rows()}

    unlisted = [
        f"{way.key} (/{way.route}) is in no matrix: add a Row to tests/<app>/matrix.py that says who may come in."
        for way in ways_in()
        if way.key not in listed and not way.is_back_office and not way.is_allauth
    ]

    assert unlisted == []


def test_every_row_names_a_way_in():
    keys = {way.key for way in ways_in()}

    assert [row.name for row in all_rows() if row.name not in keys] == []


def test_no_row_stands_twice():
    seen = [row_id(row) for row in all_rows() if row.args is None]

    assert sorted(seen) == sorted(set(seen))


@pytest.mark.parametrize("role", ["anonymous", "robin", "kim", "manager"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_back_office_lets_only_its_people_in(role, method, house, client_for):
    client = client_for(getattr(house, role, None))

    let_in = {
        way.key: response.status_code
        for way in ways_in()
        if way.is_back_office and way.key not in OPEN_TO_ALL
        if (response := getattr(client, method)(way.sample_path)).status_code not in {302, 403, 404, 405}
    }

    assert let_in == {}


@pytest.mark.parametrize("role", ["editor", "moderator", "administrator"])
def test_back_office_opens_to_its_people(role, house, client_for):
    client = client_for(getattr(house, role))

    assert client.get(reverse("wagtailadmin_home")).status_code == 200


def test_back_office_never_breaks_for_the_administrator(house, client_for):
    client = client_for(house.administrator, raise_request_exception=False)

    broken = {
        way.key: response.status_code
        for way in ways_in()
        if way.is_back_office and way.name not in {"wagtailadmin_logout", "wagtailadmin_error_test"}
        if (response := client.get(way.sample_path)).status_code >= 500
    }

    assert broken == {}


def test_account_screens_send_visitors_to_sign_in(client, db):
    not_sent = {}
    for way in ways_in():
        if way.is_allauth and way.name not in OPEN_ALLAUTH:
            response = client.get(way.sample_path)
            if not (response.status_code == 302 and response["Location"].startswith(SIGN_IN_PATH)):
                not_sent[way.name] = response.status_code

    assert not_sent == {}


@pytest.mark.parametrize("role", ROLES)
def test_account_screens_never_break(role, house, client_for):
    broken = {}
    for way in ways_in():
        if way.is_allauth:
            client = client_for(getattr(house, role, None), raise_request_exception=False)
            status = client.get(way.sample_path).status_code
            if status >= 500:
                broken[way.name] = status

    assert broken == {}


def test_only_the_webhook_is_free_of_csrf():
    exempt = {way.key for way in ways_in() if getattr(way.view, "csrf_exempt", False)}
    checked_later = {key for key in exempt if key.startswith("wagtailadmin_api:")}  # by its session authentication

    assert exempt - checked_later == CSRF_EXEMPT
