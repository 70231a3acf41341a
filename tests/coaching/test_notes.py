"""A private note is the coach's alone, by any door; a shared one is the client's too, until it is taken back."""

import json
import logging

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from post_office.models import Email

from accounts.privacy import entries
from coaching.models import SessionNote
from tests.factories.coaching import book, make_coach, make_type, note_of, order

pytestmark = pytest.mark.django_db
CANARY = "Kanarienvogel-7261"


@pytest.fixture
def booking(rehearsal, robin):
    return book(rehearsal, robin)


@pytest.fixture
def desk_session(booking):
    return reverse("coaching:desk-session", args=[booking.session.public_id])


def write_url(booking, kind):
    return reverse("coaching:note-write", args=[booking.session.public_id, kind])


def everything_stored():
    """Return each value of each row of each table as bytes."""
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.managed or model._meta.proxy:
                continue
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                for value in row:
                    yield bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


@pytest.mark.parametrize("kind", ["private", "shared"])
def test_the_author_writes_and_reads(client_for, kim, booking, desk_session, kind):
    answer = client_for(kim).post(write_url(booking, kind), {f"{kind}-text": f"{CANARY} <b>&"})
    assert answer.url == desk_session
    page = client_for(kim).get(desk_session).content
    assert f"{CANARY} &lt;b&gt;&amp;".encode() in page


def test_the_client_reads_what_is_shared_and_never_what_is_private(client_for, robin, booking):
    note_of(booking, "private", CANARY)
    shared = note_of(booking, "shared", "Try the shorter agenda.")
    page = client_for(robin).get(booking.get_absolute_url()).content
    assert b"Try the shorter agenda." in page
    assert CANARY.encode() not in page
    shared.delete()
    assert b"Try the shorter agenda." not in client_for(robin).get(booking.get_absolute_url()).content


def test_a_shared_note_is_for_this_client_only(client_for, sam, coach, rehearsal, booking):
    note_of(booking, "shared", CANARY)
    others = order(make_type(coach), sam, booking.session.starts_at.replace(hour=12))
    page = client_for(sam).get(others.get_absolute_url())
    assert page.status_code == 200
    assert CANARY.encode() not in page.content


def test_nobody_else_reaches_a_note_by_its_address(
    client_for, robin, sam, editor, moderator, manager, administrator, person, booking, desk_session
):
    note = note_of(booking, "private", CANARY)
    other_coach = person("dana")
    make_coach(other_coach)
    remove = reverse("coaching:note-remove", args=[note.public_id])
    for stranger in (robin, sam, editor, moderator, manager, administrator, other_coach):
        client = client_for(stranger)
        for answer in (
            client.get(desk_session),
            client.post(write_url(booking, "private"), {"private-text": "x"}),
            client.post(remove),
        ):
            assert answer.status_code == 404
            assert CANARY.encode() not in answer.content
    assert SessionNote.objects.get().text == CANARY


def test_the_database_does_not_hold_the_words(client_for, kim, booking):
    for kind in ("private", "shared"):
        client_for(kim).post(write_url(booking, kind), {f"{kind}-text": CANARY})
    assert SessionNote.objects.count() == 2
    assert not [value for value in everything_stored() if CANARY.encode() in value]


def test_neither_mails_nor_logs_hold_the_words(client_for, kim, booking, caplog, django_capture_on_commit_callbacks):
    with caplog.at_level(logging.DEBUG), django_capture_on_commit_callbacks(execute=True) as callbacks:
        client_for(kim).post(write_url(booking, "private"), {"private-text": CANARY})
    assert CANARY not in caplog.text
    assert CANARY not in repr(callbacks)
    assert CANARY not in json.dumps([mail.message + mail.html_message for mail in Email.objects.all()])


def test_an_error_page_does_not_hold_the_words(client_for, kim, booking, monkeypatch, rf):
    from django.views.debug import ExceptionReporter

    def fail(**_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr("coaching.operations.write_note", fail)
    client = client_for(kim, raise_request_exception=False)
    with pytest.raises(ZeroDivisionError) as raised:
        client_for(kim).post(write_url(booking, "private"), {"private-text": CANARY})
    answer = client.post(write_url(booking, "private"), {"private-text": CANARY})
    assert answer.status_code == 500
    assert CANARY.encode() not in answer.content
    reporter = ExceptionReporter(answer.wsgi_request, raised.type, raised.value, raised.tb)
    assert CANARY not in reporter.get_traceback_text()


def test_the_back_office_does_not_know_notes(client_for, administrator, booking):
    from wagtail.search.index import get_indexed_models
    from wagtail.snippets.models import get_snippet_models

    assert SessionNote not in {*get_snippet_models(), *get_indexed_models()}
    note_of(booking, "private", "Only for me.")
    answer = client_for(administrator).get("/cms/pages/search/", {"q": "Only"})
    assert answer.status_code == 200
    assert b"Only for me." not in answer.content


def test_exports_of_others_do_not_hold_a_private_note(robin, kim, administrator, booking):
    note_of(booking, "private", CANARY)
    [coaching] = [entry for entry in entries() if entry.name == "coaching"]
    assert CANARY in json.dumps(coaching.export(kim), default=str)
    for other in (robin, administrator):
        assert CANARY not in json.dumps(coaching.export(other), default=str)


def test_taking_a_shared_note_back_deletes_it_and_says_so_without_its_words(client_for, kim, booking, sunday):
    note = note_of(booking, "shared", CANARY)
    client_for(kim).post(reverse("coaching:note-remove", args=[note.public_id]))
    assert not SessionNote.objects.exists()
    kinds = list(booking.session.events.values_list("kind", flat=True))
    assert kinds[-2:] == ["note_shared", "note_withdrawn"]


@pytest.mark.parametrize("text", ["", "   ", "x" * 20_001], ids=["empty", "blank", "too long"])
def test_a_note_that_cannot_be_kept_is_shown_again(client_for, kim, booking, text):
    answer = client_for(kim).post(write_url(booking, "private"), {"private-text": text})
    assert answer.status_code == 422
    assert text.strip() in answer.content.decode()
    assert not SessionNote.objects.exists()


def test_a_private_text_cannot_be_shared_by_another_address(client_for, kim, booking):
    answer = client_for(kim).post(write_url(booking, "shared"), {"private-text": CANARY})
    assert answer.status_code == 422
    assert client_for(kim).post(write_url(booking, "public"), {"public-text": CANARY}).status_code == 404
    assert not SessionNote.objects.exists()


# Keys -----------------------------------------------------------------------------------------------------------------


def test_rotating_the_keys_lets_old_ones_go(settings, booking, capsys):
    old, new = settings.NOTES_KEYS[0], Fernet.generate_key().decode()
    note = note_of(booking, "private", CANARY)
    settings.NOTES_KEYS = [new, old]
    note.refresh_from_db()
    assert note.text == CANARY
    call_command("rotate_notes_keys")
    assert "Sealed 1 notes" in capsys.readouterr().out
    settings.NOTES_KEYS = [new]
    note.refresh_from_db()
    assert note.text == CANARY


def test_rotating_without_the_old_key_changes_nothing(settings, booking):
    note = note_of(booking, "private", CANARY)
    before = bytes(note.sealed)
    settings.NOTES_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="Put that key back"):
        call_command("rotate_notes_keys")
    note.refresh_from_db()
    assert bytes(note.sealed) == before
