"""The embedded broker: what a worker finds is whole."""

import json
from pathlib import Path

import pytest
from kombu import Connection

from common.broker import Transport

MESSAGE = {"body": "x", "properties": {}}


@pytest.fixture
def channel(tmp_path):
    options = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path)}
    with Connection("filesystem://", transport_options=options) as connection:
        assert type(connection.transport) is Transport
        yield connection.channel()


def test_a_message_is_found_again(channel):
    channel._put("celery", MESSAGE)

    assert channel._get("celery") == MESSAGE


def test_a_message_appears_only_when_it_is_whole(channel, tmp_path, monkeypatch):
    seen = []
    write_text = Path.write_text

    def write_and_look(path, text, **options):
        write_text(path, "", **options)
        seen.append(channel._size("celery"))
        return write_text(path, text, **options)

    monkeypatch.setattr(Path, "write_text", write_and_look)
    channel._put("celery", MESSAGE)

    assert seen == [0]
    assert [json.loads(path.read_text()) for path in tmp_path.glob("*.celery.msg")] == [MESSAGE]
