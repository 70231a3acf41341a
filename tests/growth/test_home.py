"""The learner's home: one thing first, and never more queries for more of anything."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import operations as assessing
from assessments.models import Attempt
from assessments.queries import current_version, items_of, latest_profile
from courses.models import CoursePage
from growth.queries import advise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("academy")]


def home(client):
    return client.get(reverse("growth:home")).context["home"]


def begin(person):
    """Begin a self-assessment."""
    return assessing.start_attempt(
        kind=Attempt.Kind.SELF, version=current_version(), taker=person, has_consented=True, now=timezone.now()
    )


def assess(person, level=2):
    """Hand in a self-assessment with the same level everywhere."""
    now = timezone.now()
    attempt = begin(person)
    for _skill, item in items_of(attempt):
        assessing.answer(attempt=attempt, behavior_key=item.key, level=level, now=now)
    assessing.submit_attempt(attempt=attempt, now=now + timedelta(minutes=10))
    return attempt


def test_somebody_new_is_led_to_the_assessment(robin, client_for):
    assert home(client_for(robin)).step.url == reverse("assessments:home")


def test_who_has_begun_an_assessment_goes_on_there(robin, client_for):
    attempt = begin(robin)
    assert home(client_for(robin)).step.url == reverse("assessments:resume", args=[attempt.public_id])


def test_after_the_assessment_one_lesson_is_recommended_with_its_reason(robin, client_for):
    assess(robin)
    found = home(client_for(robin))
    assert found.step.kind == "advice"
    assert found.step.why == f"Because {found.advice.skill} is 2.0 against {found.advice.target:.1f} in your profile."


def test_a_course_that_was_begun_comes_before_a_recommendation(robin, client_for):
    assess(robin)
    browser = client_for(robin)
    course = CoursePage.objects.get(slug="facilitating-pi-planning")
    browser.post(reverse("courses:enroll", args=[course.record.key]))
    assert home(browser).step.kind == "lesson"


def test_a_lesson_that_is_done_is_not_recommended_again(robin, client_for):
    assess(robin)
    browser = client_for(robin)
    first = home(browser).advice.recommendation.resource
    again = advise(latest_profile(robin), done={first.record})
    assert again.recommendation.resource.key != first.key


def test_the_recommendation_for_other_pages_names_its_reason(robin, client_for):
    assess(robin)
    page = client_for(robin).get(reverse("growth:recommendation")).content.decode()
    assert "Because " in page
    assert "<html" not in page


def test_without_a_gap_nothing_is_recommended(robin, client_for):
    assess(robin, level=4)
    page = client_for(robin).get(reverse("growth:recommendation")).content.decode()
    assert "Because " not in page


def test_home_asks_twelve_times_at_most_whatever_there_is(robin, client_for, django_assert_max_num_queries):
    assess(robin)
    browser = client_for(robin)
    for course in CoursePage.objects.live():
        browser.post(reverse("courses:enroll", args=[course.record.key]))
    browser.get(reverse("growth:home"))
    with django_assert_max_num_queries(12):
        browser.get(reverse("growth:home"))


def test_a_home_shows_nothing_of_anybody_else(robin, sam, client_for):
    assess(robin)
    assert home(client_for(sam)).profile is None
