"""Who may see a job and fetch what it made: its owner."""

from django.core.files.base import ContentFile
from django.utils import timezone

from common.jobs import KEEP_RESULT
from common.models import Job
from tests.house.rows import Row, owner


def _done_job(house):
    job = Job(owner=house.robin, kind="data-export", state=Job.State.DONE, progress=100, result_name="data.zip")
    job.expires_at = timezone.now() + KEEP_RESULT
    job.result.save("data.zip", ContentFile(b"zip"))
    return {"public_id": job.public_id}


ROWS = [
    Row("jobs:detail", owner(), _done_job),
    Row("jobs:download", owner(), _done_job),
]
