"""One-click sign-in and a mailbox that shows every mail: in demo mode and in tests only."""

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from post_office.models import Email

from accounts.content import GROUPS
from accounts.models import Membership, User
from common.content import read_yaml

MAILBOX_SIZE = 200
MAIL_POLICY = {"default-src": [NONE], "style-src": ["'unsafe-inline'"], "img-src": [SELF, "data:"]}


def demo_people() -> list[dict[str, object]]:
    """Return the people of the demo with their roles, in the order of the file."""
    path = settings.BASE_DIR / "content" / "people.yaml"
    items = read_yaml(path) if path.is_file() else []
    found = User.objects.in_bulk([item["email"] for item in items], field_name="email")
    return [{"person": found[item["email"]], **item} for item in items if item["email"] in found]


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """List the people of the demo, each with a button to be them."""
    return render(
        request, "accounts/demo/people.html", {"people": demo_people(), "sandbox_url": settings.STRIPE_API_BASE}
    )


@require_POST
def sign_in(request: HttpRequest, public_id: str) -> HttpResponse:
    """Become one of the demo's people, and land where their day begins."""
    person = get_object_or_404(User, public_id=public_id, password__startswith=UNUSABLE_PASSWORD_PREFIX)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    messages.success(request, _("You are now %(name)s.") % {"name": person.name})
    return redirect(_first_screen(person))


def _first_screen(person: User) -> str:
    if person.is_superuser or person.groups.filter(name__in=GROUPS.values()).exists():
        return "wagtailadmin_home"
    if hasattr(person, "coach"):
        return "coaching:desk"
    if person.memberships.exclude(role=Membership.Role.MEMBER).exists():
        return "account:organization"
    return "growth:home"


@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """Show every mail that this installation wrote, newest first."""
    mails = Email.objects.order_by("-created", "-pk")
    if wanted := request.GET.get("to", "").strip():
        mails = mails.filter(Q(to__icontains=wanted) | Q(subject__icontains=wanted))
    return render(request, "accounts/demo/mailbox.html", {"mails": mails[:MAILBOX_SIZE], "wanted": wanted})


@require_GET
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mail as text, with its files."""
    found = get_object_or_404(Email.objects.prefetch_related("attachments"), pk=pk)
    return render(request, "accounts/demo/mail.html", {"mail": found})


@require_GET
@csp(MAIL_POLICY)  # type: ignore[arg-type]  # typed for views without arguments
def mail_html(_request: HttpRequest, pk: int) -> HttpResponse:
    """Show one mail as a mail program draws it: its own styles, no script, nothing from elsewhere."""
    return HttpResponse(get_object_or_404(Email, pk=pk).html_message)


@require_GET
def mail_file(_request: HttpRequest, pk: int, file_pk: int) -> FileResponse:
    """Give a file that a mail carries."""
    found = get_object_or_404(get_object_or_404(Email, pk=pk).attachments, pk=file_pk)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
