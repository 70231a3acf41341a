"""A person's own account."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import operations
from accounts.forms import EraseForm, ProfileForm
from accounts.models import Membership, Organization
from accounts.rules import is_manager, managed_memberships, person_of
from common.errors import RuleBroken


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None  # an empty form that was sent is still an answer


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show the account: what there is to change, and where."""
    return render(request, "accounts/home.html", {"is_manager": is_manager(request.user)})


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Change name, zone and language."""
    form = ProfileForm(_posted(request), instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account:home")
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
@reauthentication_required(allow_get=True)
def data(request: HttpRequest) -> HttpResponse:
    """Let a person take along everything that is known of them; asks again who has a password or a second factor."""
    if request.method == "POST":
        return redirect("jobs:detail", operations.start_export(person=person_of(request)).public_id)
    past = person_of(request).jobs.filter(kind=operations.EXPORT_KIND).order_by("-created_at")[:5]
    return render(request, "accounts/data.html", {"exports": past})


@login_required
@require_http_methods(["GET", "POST"])
@reauthentication_required(allow_get=True)
def erase(request: HttpRequest) -> HttpResponse:
    """Delete the account, after one more confirmation; asks again who has a password or a second factor."""
    form = EraseForm(_posted(request), user=person_of(request))
    if request.method == "POST" and form.is_valid():
        person = person_of(request)
        try:
            operations.erase_person(person=person)
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            messages.success(request, _("Your account and what you left here are deleted."))
            return redirect("/")
    return render(request, "accounts/erase.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_GET
def organization(request: HttpRequest) -> HttpResponse:
    """Show a manager who belongs to the organization; what people answer and say stays theirs."""
    managed = managed_memberships(person_of(request)).values("organization")
    found = Organization.objects.filter(pk__in=managed).prefetch_related(
        Prefetch("memberships", Membership.objects.select_related("person").order_by("person__name"))
    )
    if not found:
        raise Http404
    return render(request, "accounts/organization.html", {"organizations": found})
