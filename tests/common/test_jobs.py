"""Jobs: one per person and kind, done once, found again, only the owner's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from common import jobs
from common.models import Job
from common.tasks import run_job, sweep_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def echo_kind(monkeypatch):
    """Register a kind that counts how often it ran."""
    ran = []

    def run(owner, report):
        ran.append(owner)
        report(50)
        return jobs.Result("note.txt", b"done")

    monkeypatch.setitem(jobs._kinds, "echo", run)
    return ran


def test_a_double_click_makes_one_job(robin):
    assert jobs.start(owner=robin, kind="echo") == jobs.start(owner=robin, kind="echo")


def test_a_job_that_runs_twice_works_once(robin, echo_kind):
    job = jobs.start(owner=robin, kind="echo")
    run_job(job.pk)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.progress, len(echo_kind)) == (Job.State.DONE, 100, 1)


def test_the_sweep_finds_a_job_whose_task_was_lost(robin):
    job = jobs.start(owner=robin, kind="echo")
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    sweep_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_a_job_whose_worker_died_is_done_by_another(robin):
    job = jobs.start(owner=robin, kind="echo")
    long_ago = timezone.now() - timedelta(hours=1)
    Job.objects.update(state=Job.State.RUNNING, started_at=long_ago, created_at=long_ago)
    sweep_jobs()
    job.refresh_from_db()
    assert job.state == Job.State.DONE


def test_a_job_whose_owner_is_erased_while_it_runs_leaves_no_file(robin, monkeypatch, settings):
    written = []

    def run(owner, _report):
        Job.objects.all().delete()
        return jobs.Result("note.txt", b"everything about Robin")

    monkeypatch.setitem(jobs._kinds, "echo", run)
    storage = Job._meta.get_field("result").storage
    save = type(storage).save
    monkeypatch.setattr(type(storage), "save", lambda *args, **more: written.append(save(*args, **more)) or written[-1])
    run_job(jobs.start(owner=robin, kind="echo").pk)
    assert [storage.exists(name) for name in written] == [False]


def test_a_job_that_finds_the_disk_full_has_failed_and_can_be_started_again(robin, monkeypatch):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(Job._meta.get_field("result").storage), "save", full)
    job = jobs.start(owner=robin, kind="echo")
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert jobs.start(owner=robin, kind="echo") != job


def test_a_failing_job_says_so_in_a_plain_sentence(robin, client_for, monkeypatch):
    def fail(_owner, _report):
        raise RuntimeError("secret detail")

    monkeypatch.setitem(jobs._kinds, "echo", fail)
    job = jobs.start(owner=robin, kind="echo")
    run_job(job.pk)
    page = client_for(robin).get(reverse("jobs:detail", args=[job.public_id])).content.decode()
    assert "This did not work." in page
    assert "secret detail" not in page


def test_only_the_owner_sees_and_downloads(robin, sam, administrator, client_for):
    job = jobs.start(owner=robin, kind="echo")
    run_job(job.pk)
    download = reverse("jobs:download", args=[job.public_id])
    assert b"".join(client_for(robin).get(download).streaming_content) == b"done"
    for stranger in (sam, administrator):
        assert client_for(stranger).get(download).status_code == 404
        assert client_for(stranger).get(reverse("jobs:detail", args=[job.public_id])).status_code == 404


def test_a_result_is_gone_after_its_time(robin, client_for):
    job = jobs.start(owner=robin, kind="echo")
    run_job(job.pk)
    job.refresh_from_db()
    storage, name = job.result.storage, job.result.name
    Job.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client_for(robin).get(reverse("jobs:download", args=[job.public_id])).status_code == 404
    sweep_jobs()
    assert not storage.exists(name)
    assert not Job.objects.exists()


def test_the_page_asks_again_while_work_is_open_and_names_a_missing_worker(robin, client_for):
    job = jobs.start(owner=robin, kind="echo")
    page = client_for(robin).get(reverse("jobs:detail", args=[job.public_id])).content.decode()
    assert 'hx-trigger="every 1s"' in page
    assert "The background worker has not been seen for a while." in page


def test_a_job_that_ends_while_it_is_asked_for_again_is_the_answer(robin):
    job = jobs.start(owner=robin, kind="echo")

    def end_meanwhile(execute, sql, *more):
        result = execute(sql, *more)
        if sql.startswith("ROLLBACK TO"):  # the second click has just been refused its row
            Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
        return result

    with connection.execute_wrapper(end_meanwhile):
        again = jobs.start(owner=robin, kind="echo")
    assert (again, again.state) == (job, Job.State.DONE)
