"""The health pages tell the truth, in words."""

import errno
from datetime import timedelta

import pytest
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from common import heartbeat

pytestmark = pytest.mark.django_db


def test_healthz_answers_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_readyz_is_ready_and_names_a_silent_worker_without_turning_people_away(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "worker: no sign of life" in answer.content.decode()


def test_readyz_is_plainly_ok_when_the_worker_lives(client):
    heartbeat.beat("worker", now=timezone.now())
    assert client.get("/readyz").content == b"ok\n"


def test_a_worker_counts_as_missing_after_three_minutes():
    now = timezone.now()
    heartbeat.beat("worker", now=now - timedelta(minutes=4))
    assert heartbeat.is_missing("worker", now=now)


def test_a_broker_that_does_not_answer_is_named(client, settings):
    from config.celery import app

    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    before = app.conf.broker_url, app.conf.broker_transport_options
    app.conf.broker_url, app.conf.broker_transport_options = settings.CELERY_BROKER_URL, {}
    try:
        answer = client.get("/readyz")
    finally:
        app.conf.broker_url, app.conf.broker_transport_options = before
    assert answer.status_code == 503
    assert "broker: does not answer" in answer.content.decode()


@pytest.mark.parametrize("name", ["original_images/a.png", "documents/a.pdf", "../keys/secret_key", "images/none.png"])
def test_only_public_renditions_are_served_from_media(client, name):
    assert client.get(f"/media/{name}").status_code == 404


def test_a_full_disk_on_upload_is_told_in_a_plain_sentence(client_for, administrator, monkeypatch, png):
    def no_room(*_args, **_kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", no_room)
    browser = client_for(administrator, raise_request_exception=False)
    answer = browser.post("/cms/images/add/", {"title": "Board", "file": png, "collection": 1})
    assert answer.status_code == 507
    assert "no room left" in answer.content.decode()
