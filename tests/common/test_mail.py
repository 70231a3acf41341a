"""Mail is a row first, is never run as a template, and loses its codes once it has been sent."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone
from post_office.models import STATUS, Attachment, Email

from common.mail import PRIVATE_HEADER
from common.tasks import drop_old_mail, sweep_mail

pytestmark = pytest.mark.django_db


def test_mail_is_stored_and_stays_queued_until_the_transaction_commits(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        EmailMessage("Hello", "Text", to=["robin@example.com"]).send()
    assert Email.objects.get().status == STATUS.queued
    assert len(callbacks) == 1


def test_mail_goes_with_the_transaction_that_caused_it():
    def write_and_fail():
        with transaction.atomic():
            EmailMessage("Hello", "Text", to=["robin@example.com"]).send()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert not Email.objects.exists()


def test_what_a_person_wrote_into_a_mail_is_never_run_as_a_template():
    message = EmailMultiAlternatives("{{ 7|add:7 }}", "{% now 'Y' %} {{ secret }}", to=["robin@example.com"])
    message.attach_alternative("<p>{{ 7|add:7 }}</p>", "text/html")
    message.send()
    stored = Email.objects.get()
    assert (stored.subject, stored.message, stored.html_message) == (
        "{{ 7|add:7 }}",
        "{% now 'Y' %} {{ secret }}",
        "<p>{{ 7|add:7 }}</p>",
    )


def test_the_sweep_sends_mail_whose_task_was_lost():
    EmailMessage("Hello", "Text", to=["robin@example.com"]).send()
    sweep_mail()
    assert Email.objects.get().status == STATUS.sent


def test_a_body_with_a_code_is_emptied_once_sent_and_other_bodies_stay(settings):
    settings.DEMO = False
    EmailMessage("Code", "123456", to=["robin@example.com"], headers={PRIVATE_HEADER: "1"}).send()
    EmailMessage("Receipt", "Thank you", to=["robin@example.com"]).send()
    sweep_mail()
    assert dict(Email.objects.values_list("subject", "message")) == {"Code": "", "Receipt": "Thank you"}


def test_a_body_with_a_code_stays_readable_in_the_demo_mailbox(settings):
    settings.DEMO = True
    EmailMessage("Code", "123456", to=["robin@example.com"], headers={PRIVATE_HEADER: "1"}).send()
    sweep_mail()
    assert Email.objects.get().message == "123456"


def test_an_attached_file_arrives_as_it_was():
    message = EmailMessage("Session", "Text", to=["robin@example.com"])
    message.attach("session.ics", b"BEGIN:VCALENDAR", "text/calendar")
    message.send()
    attachment = Email.objects.get().attachments.get()
    with attachment.file.open() as file:
        assert (attachment.name, attachment.mimetype, file.read()) == (
            "session.ics",
            "text/calendar",
            b"BEGIN:VCALENDAR",
        )


def test_mail_and_what_it_carried_is_deleted_after_ninety_days_but_never_before_it_left(
    django_capture_on_commit_callbacks,
):
    statuses = {"Sent": STATUS.sent, "Given up": STATUS.failed, "Waiting": STATUS.queued, "New": STATUS.sent}
    for subject, status in statuses.items():
        message = EmailMessage(subject, "Text", to=["robin@example.com"])
        message.attach(f"{subject}.txt", b"text", "text/plain")
        message.send()
        age = timedelta(days=89 if subject == "New" else 91)
        Email.objects.filter(subject=subject).update(status=status, created=timezone.now() - age)
    files = {one.name: one.file for one in Attachment.objects.all()}
    with django_capture_on_commit_callbacks(execute=True):
        drop_old_mail()
    assert set(Email.objects.values_list("subject", flat=True)) == {"Waiting", "New"}
    kept = {name for name, file in files.items() if file.storage.exists(file.name)}
    assert kept == set(Attachment.objects.values_list("name", flat=True)) == {"Waiting.txt", "New.txt"}
