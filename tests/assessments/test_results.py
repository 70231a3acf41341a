"""The result: finding, picture and table with the same numbers, gaps to a chosen target, for its owner alone."""

import re

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape

from assessments import operations
from assessments.models import Attempt, TargetProfile
from assessments.queries import latest_profile, open_attempt, profile_of
from assessments.rules import Gap
from assessments.templatetags.assessments import dot_rows
from tests.factories.assessments import MONDAY, begin, fill, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("version")]

MIXED = {"FAC1": 4, "FAC2": 5, "DYN1": 1, "DYN2": 2, "DYN3": 1, "PAK1": "NA", "PAK2": "NJ", "PAK3": None}


def result_url(attempt):
    return reverse("assessments:result", args=[attempt.public_id])


def shown(client_for, attempt):
    answer = client_for(attempt.taker).get(result_url(attempt))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_profile_scores_each_skill_against_the_target(robin):
    profile = profile_of(submitted(robin, **MIXED))
    by_key = {result.key: result for result in profile.skills}
    assert list(by_key) == ["FAC", "DYN", "SYS", "PAK", "LEA", "COM", "SLM"]
    assert (by_key["FAC"].score, by_key["FAC"].target, by_key["FAC"].gap) == (3.6, 3.5, Gap.MEETS)
    assert (by_key["DYN"].score, by_key["DYN"].target, by_key["DYN"].gap) == (2.0, 3.0, Gap.CLEAR)
    assert (by_key["SLM"].score, by_key["SLM"].gap) == (3.0, Gap.CLOSE)
    assert (by_key["PAK"].score, by_key["PAK"].gap) == (None, None)
    assert profile.target.key == "rte-established"
    assert profile.finding == (
        "Highest: Facilitating at scale; lowest: Team dynamics and conflict; "
        "clear gap in 1 of 7; not enough answers in 1 of 7."
    )


def test_the_latest_profile_is_the_newest_one_handed_in(robin):
    assert latest_profile(robin) is None
    submitted(robin, level=2)
    second = submitted(robin, level=3)
    third = begin(taker=robin)
    assert latest_profile(robin).attempt == second
    assert open_attempt(robin) == third


def test_finding_comes_first_with_purpose_and_precision_named(client_for, robin):
    page = shown(client_for, submitted(robin, **MIXED))
    assert page.index('<h1 class="finding">Highest: Facilitating at scale;') < page.index("<figure")
    assert "Not a certificate, and not for selection, pay or ranking." in page
    assert "provisional (assumed precision)" in page
    assert "overall" not in page.lower()


def test_picture_sentence_and_table_have_the_same_values(client_for, robin):
    attempt = submitted(robin, **MIXED)
    page = shown(client_for, attempt)
    titles = re.findall(r"<title>(.+?)</title>\s*<line", page)
    rows = re.findall(r'<th scope="row">(.+?)</th>(.+?)</tr>', page, re.DOTALL)
    values = re.findall(r"<strong>([\d.]+)</strong> \(likely ([\d.]+)–([\d.]+)\)", page)
    assert (len(titles), len(rows), len(values)) == (7, 7, 6)
    for result, title, (name, cells) in zip(profile_of(attempt).skills, titles, rows, strict=True):
        assert name == escape(result.name)
        if result.is_valid:
            score, low, high = values.pop(0)
            assert title == f"{name}: {score}, likely {low}–{high}, target {result.target}: {result.gap.label}"
            expected = [score, f"{low}–{high}", str(result.target), str(result.gap.label)]
        else:
            assert title == f"{name}: not enough answers"
            expected = ["–", "–", str(result.target), "not enough answers"]
        assert re.findall(r"<td[^>]*>(.*?)</td>", cells) == expected


def test_marks_stand_where_the_values_are(robin):
    profile = profile_of(submitted(robin, **MIXED))
    rows = {row["result"].key: row for row in dot_rows(profile.skills, (), profile.finding)["rows"]}
    assert (rows["FAC"]["dot"], rows["FAC"]["target"]) == ("65%", "62.5%")
    assert (rows["DYN"]["dot"], rows["DYN"]["low"]) == ("25%", "3.93%")
    assert (rows["PAK"]["dot"], rows["PAK"]["target"]) == ("", "")


def test_the_picture_has_no_script_no_style_and_no_foreign_address(client_for, robin):
    page = shown(client_for, submitted(robin))
    for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        assert not re.search(r"<script|style=|href=|https?:|\son\w+=", svg)
    assert len(re.findall(r'<svg class="plot" role="img"><title>', page)) == 7


def test_the_picture_speaks_german_numbers_and_keeps_its_places(robin):
    profile = profile_of(submitted(robin, **MIXED))
    with translation.override("de"):
        row = dot_rows(profile.skills, (), "")["rows"][0]
    assert "3,6" in row["sentence"]
    assert row["dot"] == "65%"


def test_high_answers_without_example_are_marked(client_for, robin):
    attempt = fill(begin(taker=robin), FAC1=4)
    operations.answer(attempt=attempt, behavior_key="FAC2", level=5, evidence="Last PI <b>Planning</b>.", now=MONDAY)
    operations.submit_attempt(attempt=attempt, now=MONDAY)
    page = shown(client_for, attempt)
    assert page.count("no example given") == 1
    assert "4 · Adaptive" in page
    assert "Last PI &lt;b&gt;Planning&lt;/b&gt;." in page


def test_another_target_changes_gaps_and_no_score(client_for, robin):
    attempt = submitted(robin)
    before = profile_of(attempt)
    browser = client_for(robin)
    target = reverse("assessments:choose-target", args=[attempt.public_id])
    assert browser.post(target, {"target": "rte-several-units"}).url == result_url(attempt)
    attempt.refresh_from_db()
    after = profile_of(attempt)
    assert attempt.target.key == "rte-several-units"
    assert [result.score for result in after.skills] == [result.score for result in before.skills]
    assert [result.gap for result in after.skills] != [result.gap for result in before.skills]
    assert 'value="rte-several-units" selected' in browser.get(result_url(attempt)).content.decode()


@pytest.mark.parametrize("key", ["", "unknown", "x" * 500])
def test_an_unknown_target_is_refused_and_nothing_changes(client_for, robin, key):
    attempt = submitted(robin)
    target = reverse("assessments:choose-target", args=[attempt.public_id])
    answer = client_for(robin).post(target, {"target": key})
    assert answer.status_code == 422
    assert "There is no such target profile." in answer.content.decode()
    attempt.refresh_from_db()
    assert attempt.target.key == "rte-established"


def test_a_target_of_another_framework_is_unknown(client_for, robin):
    from assessments.models import SkillFramework

    other = SkillFramework.objects.create(key="other", title="Other")
    TargetProfile.objects.create(framework=other, key="other-role", name="Other", targets={})
    attempt = submitted(robin)
    target = reverse("assessments:choose-target", args=[attempt.public_id])
    assert client_for(robin).post(target, {"target": "other-role"}).status_code == 422


def test_without_a_target_there_is_a_result_without_gaps(client_for, robin):
    attempt = submitted(robin)
    Attempt.objects.filter(pk=attempt.pk).update(target=None)
    page = shown(client_for, Attempt.objects.get(pk=attempt.pk))
    assert "All" not in re.search(r'<h1 class="finding">(.+?)</h1>', page)[1]
    assert "clear gap" not in page.split("</figure>")[0].split("<figure")[1]


def test_an_open_attempt_has_no_result_yet(client_for, robin):
    attempt = begin(taker=robin)
    assert client_for(robin).get(result_url(attempt)).url == reverse("assessments:resume", args=[attempt.public_id])


@pytest.mark.parametrize("who", ["sam", "kim", "editor", "moderator", "manager", "administrator"])
def test_a_result_answers_its_owner_only(request, client_for, robin, who):
    attempt = submitted(robin)
    other = client_for(request.getfixturevalue(who))
    assert other.get(result_url(attempt)).status_code == 404
    assert other.get(reverse("assessments:short-result", args=[attempt.public_id])).status_code == 404
    target = reverse("assessments:choose-target", args=[attempt.public_id])
    assert other.post(target, {"target": "rte-first-pis"}).status_code == 404


def test_a_result_keeps_its_texts_when_a_new_version_is_published(client_for, robin, version):
    attempt = submitted(robin)
    before = shown(client_for, attempt)
    framework = version.framework
    framework.source["skills"][0]["name"] = "Something else"
    framework.source["skills"][0]["behaviors"][0]["anchors_self"][2] = "Another sentence."
    framework.save()
    operations.publish_framework(framework=framework, now=MONDAY)
    assert open_main(shown(client_for, attempt)) == open_main(before)
    assert begin(taker=robin).version.number == 2


def open_main(page):
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.split("<main")[1].split("</main>")[0])


def test_a_result_costs_the_same_with_fifty_past_attempts(
    client_for, robin, django_assert_max_num_queries, django_assert_num_queries
):
    browser = client_for(robin)
    attempt = submitted(robin)
    browser.get(result_url(attempt))
    with django_assert_max_num_queries(10) as few:
        browser.get(result_url(attempt))
    for _number in range(50):
        past = begin(taker=robin)
        operations.answer(attempt=past, behavior_key="FAC1", level=3, now=MONDAY)
        operations.submit_attempt(attempt=past, now=MONDAY)
    with django_assert_num_queries(len(few)):
        browser.get(result_url(attempt))


def test_home_shows_the_latest_finding_and_every_result_at_a_flat_cost(
    client_for, robin, django_assert_max_num_queries, django_assert_num_queries
):
    browser = client_for(robin)
    attempt = submitted(robin, **MIXED)
    home = reverse("assessments:home")
    page = browser.get(home).content.decode()
    assert "Highest: Facilitating at scale" in page
    assert result_url(attempt) in page
    with django_assert_max_num_queries(12) as few:
        browser.get(home)
    for _number in range(10):
        submitted(robin)
    with django_assert_num_queries(len(few)):
        browser.get(home)


def test_home_and_method_are_open_to_visitors(client):
    assert "Know where you stand" in client.get(reverse("assessments:home")).content.decode()
    page = client.get(reverse("assessments:method")).content.decode()
    for text in ("0.43", "1.96", "60 %", "90 %", "3.0, likely 2.2–3.8", "draft anchors", "assumption"):
        assert text in page


@pytest.mark.usefixtures("version")
def test_the_method_page_prints_the_constants_that_the_code_computes_with(client, monkeypatch):
    monkeypatch.setattr("assessments.method.STANDARD_ERROR", 0.5)
    page = client.get(reverse("assessments:method")).content.decode()
    assert "0.50" in page
    assert "3.0, likely 2.0–4.0" in page
