"""Who may come in to a person's account, and to the demo's screens."""

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from post_office.models import Email

from tests.house.rows import Row, everybody, owner, signed_in


def _mail(house):
    message = EmailMultiAlternatives("Hello", "Text", to=["robin@example.com"])
    message.attach("note.txt", b"text", "text/plain")
    message.send()
    return Email.objects.latest("pk")


def _confirmed(_house, client):
    client.post(reverse("account_reauthenticate"), {"password": "correct horse battery"})


def _file(house):
    mail = _mail(house)
    return {"pk": mail.pk, "file_pk": mail.attachments.get().pk}


ROWS = [
    Row("account:home", signed_in()),
    Row("account:profile", signed_in()),
    Row("account:profile", signed_in(422), method="post"),
    Row("account:data", signed_in()),
    Row("account:data", signed_in(302), method="post", prepare=_confirmed),
    Row("account:erase", signed_in()),
    Row("account:erase", signed_in(422), method="post", prepare=_confirmed),
    Row("account:organization", owner(404, manager=200)),
    Row("demo:people", everybody()),
    Row("demo:sign-in", everybody(404), lambda house: {"public_id": house.robin.public_id}, method="post"),
    Row("demo:mailbox", everybody()),
    Row("demo:mail", everybody(), lambda house: {"pk": _mail(house).pk}),
    Row("demo:mail-html", everybody(), lambda house: {"pk": _mail(house).pk}),
    Row("demo:mail-file", everybody(), _file),
    Row("demo:styleguide", everybody()),
]
