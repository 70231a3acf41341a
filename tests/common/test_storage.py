"""Files on S3 are a matter of environment variables, and readers never notice."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from common.s3 import OwnAddressS3Storage


def test_a_picture_on_s3_is_asked_of_our_own_address():
    storage = OwnAddressS3Storage(bucket_name="academy", access_key="a", secret_key="b", region_name="eu-central-1")
    assert storage.url("images/board.png") == "/media/images/board.png"


@pytest.mark.parametrize(("bucket", "backend"), [("", "FileSystemStorage"), ("academy", "OwnAddressS3Storage")])
def test_the_environment_alone_chooses_where_files_lie(bucket, backend, tmp_path):
    code = "import json; from django.conf import settings; print(json.dumps(settings.STORAGES, default=str))"
    served = {
        "SECRET_KEY": "x" * 60,
        "BASE_URL": "https://academy.example.com",
        "NOTES_KEYS": "Zm9yLXRlc3RzLW9ubHktMzItYnl0ZXMtbG9uZy1rZXk=",
        "ROUNDHOUSE_VAR": str(tmp_path),
        "S3_BUCKET": bucket,
        "S3_ACCESS_KEY": "a",
        "S3_SECRET_KEY": "b",
    }
    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings", **served},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    found = json.loads(answer.stdout)
    assert found["default"]["BACKEND"].endswith(backend)
    assert found["private"]["BACKEND"].endswith(backend)
