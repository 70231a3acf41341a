"""The style guide of demo mode: every component on one page, with invented content, to be looked at."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

COURSE_LINE = [
    {"kind": "interchange", "kicker": "Module 1", "title": "Before the event", "state": "traveled"},
    {"title": "What the two days are for", "url": "#route", "state": "traveled", "minutes": 8},
    {"title": "Readiness, six weeks ahead", "url": "#route", "state": "traveled", "minutes": 14},
    {"title": "Quiz: is this train ready?", "url": "#route", "state": "traveled", "minutes": 5, "note": "5 questions"},
    {"kind": "interchange", "kicker": "Module 2", "title": "Leading the days", "state": "here"},
    {"title": "Opening: context, not speeches", "url": "#route", "state": "here", "minutes": 12},
    {"title": "Team breakouts and the first draft plan", "url": "#route", "state": "ahead", "minutes": 16},
    {"title": "Scenario: Day 1 tips over", "state": "ahead", "minutes": 25, "locked": True},
    {"kind": "interchange", "kicker": "Module 3", "title": "After the event", "state": "ahead"},
    {"title": "From objectives to a plan that holds", "state": "ahead", "minutes": 11, "locked": True},
]
LOOP = [
    {"title": "Check", "note": "where you stand, in five minutes"},
    {"title": "Plan", "note": "what comes next for you"},
    {"title": "Learn", "note": "short lessons, real situations"},
    {"title": "Practice", "note": "on your own train"},
    {"title": "Reflect", "note": "with a coach"},
]
PROFILE = [
    dict(zip(["skill", "value", "range", "low", "dot", "high", "target"], row, strict=True))
    for row in [
        ("Facilitating at scale", "3.2", "2.6–3.7", "40%", "55%", "67.5%", "62.5%"),
        ("Coaching teams and leaders", "2.3", "1.8–2.9", "20%", "32.5%", "47.5%", "50%"),
        ("Flow and metrics", "3.8", "3.4–4.3", "60%", "70%", "82.5%", "62.5%"),
    ]
]
ZONES = [(zone, zone) for zone in ("Europe/Berlin", "Asia/Kolkata")]


class SampleForm(forms.Form):
    """One field of each sort, with something wrong in two of them."""

    name = forms.CharField(label="Name", help_text="As it should stand on your certificate.")
    email = forms.EmailField(label="E-mail")
    zone = forms.ChoiceField(label="Time zone", choices=ZONES)
    goal = forms.CharField(label="What should be different after the session?", widget=forms.Textarea, required=False)
    length = forms.ChoiceField(
        label="Length", choices=[("30", "30 minutes"), ("60", "60 minutes")], widget=forms.RadioSelect, initial="30"
    )
    agree = forms.BooleanField(label="I have read the cancellation policy")


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component."""
    messages.success(request, "Your booking is confirmed. An invitation is on its way.")
    now = timezone.now()
    answers = {"name": "Priya Raghunathan", "email": "priya.example.com", "zone": "Asia/Kolkata", "length": "60"}
    context = {
        "course_line": COURSE_LINE,
        "loop": LOOP,
        "profile": PROFILE,
        "ticks": ["0%", "25%", "50%", "75%", "100%"],
        "form": SampleForm(answers),
        "now": now,
        "until": now + timedelta(minutes=14),
        "trail": [{"title": "Home", "url": "/"}, {"title": "Courses", "url": "/courses/"}, {"title": "Style guide"}],
        "icons": ["calendar", "clock", "lock", "route", "signpost", "users", "mail", "award", "notebook-pen", "target"],
    }
    return render(request, "styleguide.html", context)
