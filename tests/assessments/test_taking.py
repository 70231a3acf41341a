"""Answering: one behavior on a page, kept at once, resumed anywhere, closed by handing in."""

import re
import uuid

import pytest
from django.urls import reverse

from assessments import method, operations
from assessments.errors import AnswerRefused, AttemptClosed
from assessments.models import Attempt, Response
from assessments.queries import items_of, open_attempt
from tests.factories.assessments import MONDAY, begin, fill, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("version")]

HTMX = {"HX-Request": "true"}


def item_url(attempt, position=1):
    return reverse("assessments:item", args=[attempt.public_id, position])


def review_url(attempt):
    return reverse("assessments:review", args=[attempt.public_id])


def answers(attempt):
    return {
        response.behavior_key: (response.level, response.code, response.evidence)
        for response in attempt.responses.all()
    }


@pytest.fixture
def attempt(robin):
    return begin(taker=robin)


@pytest.fixture
def browser(client_for, robin):
    return client_for(robin)


# Beginning ------------------------------------------------------------------------------------------------------------


def test_beginning_stores_the_consent_with_version_purpose_and_time(browser, robin):
    answer = browser.post(reverse("assessments:start"), {"has_consented": "on"}, follow=True)
    begun = Attempt.objects.get()
    assert answer.redirect_chain[-1][0] == item_url(begun)
    assert (begun.taker, begun.kind, begun.version.number, begun.target.key) == (robin, "self", 1, "rte-established")
    assert begun.consent_version == method.CONSENT_VERSION
    assert begun.consent_purpose == str(method.CONSENT_PURPOSE)
    assert begun.consented_at == begun.started_at


@pytest.mark.parametrize("page", ["assessments:start", "assessments:short-check"])
def test_without_consent_nothing_is_stored(browser, page):
    answer = browser.post(reverse(page))
    assert answer.status_code == 422
    assert "Please say that you agree" in answer.content.decode()
    assert not Attempt.objects.exists()


def test_beginning_twice_returns_the_one_that_is_open(browser, attempt):
    browser.post(reverse("assessments:start"), {"has_consented": "on"})
    assert Attempt.objects.get() == attempt
    assert "Continue where you stopped" in browser.get(reverse("assessments:start")).content.decode()


def test_after_handing_in_a_new_one_can_begin(browser, robin):
    submitted(robin)
    browser.post(reverse("assessments:start"), {"has_consented": "on"})
    assert Attempt.objects.count() == 2
    assert open_attempt(robin)


@pytest.mark.parametrize("page", ["assessments:start", "assessments:short-check"])
def test_the_purpose_stands_before_the_first_item(browser, page):
    shown = browser.get(reverse(page)).content.decode()
    assert "Not a certificate, and not for selection, pay or ranking." in shown


# The item page --------------------------------------------------------------------------------------------------------


def test_an_item_shows_five_sentences_in_order_without_numbers_and_nothing_chosen(browser, attempt):
    page = browser.get(item_url(attempt, 2)).content.decode()
    _skill, item = items_of(attempt)[1]
    shown = re.findall(r'<span class="choice__text">(.+?)</span>', page)
    assert shown == [*item.anchors, "Not part of my role", "I cannot judge"]
    assert "checked" not in page
    assert "Item 2 of 35" in page
    legend = "In the last Planning Interval, which description fits best what you did?"
    assert f'<legend class="item__stem">{legend}</legend>' in page


def test_going_on_saves_and_shows_the_next(browser, attempt):
    answer = browser.post(item_url(attempt, 1), {"answer": "3", "go": "next"})
    assert answer.url == item_url(attempt, 2)
    assert answers(attempt) == {"FAC1": (3, "", "")}
    assert 'value="3" checked' in browser.get(item_url(attempt, 1)).content.decode()


@pytest.mark.parametrize("code", ["NA", "NJ"])
def test_a_code_is_stored_as_a_code(browser, attempt, code):
    browser.post(item_url(attempt, 1), {"answer": code})
    assert answers(attempt) == {"FAC1": (None, code, "")}


def test_the_last_write_to_an_item_wins_and_touches_no_other(browser, attempt):
    for answer in ("2", "NA", "5"):
        browser.post(item_url(attempt, 1), {"answer": answer})
    browser.post(item_url(attempt, 2), {"answer": "1"})
    assert answers(attempt) == {"FAC1": (5, "", ""), "FAC2": (1, "", "")}


def test_an_example_is_kept_with_its_answer(browser, attempt):
    browser.post(item_url(attempt, 1), {"answer": "4", "evidence": "  I split\r\nthe review.  "})
    assert answers(attempt) == {"FAC1": (4, "", "I split\nthe review.")}
    assert "I split\nthe review." in browser.get(item_url(attempt, 1)).content.decode()


def test_a_change_is_saved_at_once_by_htmx(browser, attempt):
    answer = browser.post(item_url(attempt, 1), {"answer": "4"}, headers=HTMX)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answers(attempt) == {"FAC1": (4, "", "")}


def test_back_saves_what_was_chosen_and_asks_for_nothing(browser, attempt):
    assert browser.post(item_url(attempt, 2), {"answer": "4", "go": "back"}).url == item_url(attempt, 1)
    assert browser.post(item_url(attempt, 3), {"go": "back"}).url == item_url(attempt, 2)
    assert browser.post(item_url(attempt, 1), {"go": "back"}).url == reverse("assessments:home")
    assert list(answers(attempt)) == ["FAC2"]


def test_skipping_leaves_the_item_open(browser, attempt):
    assert browser.post(item_url(attempt, 1), {"go": "skip"}).url == item_url(attempt, 2)
    assert answers(attempt) == {}


def test_going_on_passes_by_what_is_answered(browser, attempt):
    for position in (2, 3):
        browser.post(item_url(attempt, position), {"answer": "3"})

    assert browser.post(item_url(attempt, 1), {"answer": "3", "go": "next"})["Location"] == item_url(attempt, 4)


def test_the_last_item_leads_to_the_review(browser, attempt):
    assert browser.post(item_url(attempt, 35), {"answer": "3", "go": "next"}).url == review_url(attempt)


def test_an_item_opened_from_the_review_leads_back_there(browser, attempt):
    page = browser.get(item_url(attempt, 4) + "?back_to=review").content.decode()
    assert '<input type="hidden" name="back_to" value="review">' in page
    answer = browser.post(item_url(attempt, 4), {"answer": "3", "go": "next", "back_to": "review"})
    assert answer.url == review_url(attempt)


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({}, "Choose the sentence that fits best"),
        ({"answer": ""}, "Choose the sentence that fits best"),
        ({"answer": "9"}, "exactly one of the answers"),
        ({"answer": "0"}, "exactly one of the answers"),
        ({"answer": "XX"}, "exactly one of the answers"),
        ({"answer": "3\x00"}, "exactly one of the answers"),
        ({"answer": ["NA", "NJ"]}, "exactly one of the answers"),
        ({"answer": ["2", "4"]}, "exactly one of the answers"),
        ({"answer": "4", "evidence": "x" * 501}, "keep the example under 500 characters"),
        ({"answer": "4", "evidence": "x" * 5000}, "keep the example under 500 characters"),
        ({"answer": "4", "evidence": "a\x00b"}, "Null characters are not allowed"),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(browser, attempt, posted, sentence):
    operations.answer(attempt=attempt, behavior_key="FAC1", level=2, now=MONDAY)
    answer = browser.post(item_url(attempt, 1), posted)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    if evidence := posted.get("evidence"):
        assert evidence in page
        assert 'value="4" checked' in page
    assert answers(attempt) == {"FAC1": (2, "", "")}


def test_bad_input_by_htmx_changes_nothing(browser, attempt):
    assert browser.post(item_url(attempt, 1), {"answer": "9"}, headers=HTMX).status_code == 422
    assert answers(attempt) == {}


def test_five_hundred_characters_over_several_lines_fit(browser, attempt):
    lines = "\r\n".join(["x" * 249, "y" * 250])
    browser.post(item_url(attempt, 1), {"answer": "4", "evidence": lines})
    assert len(attempt.responses.get().evidence) == 500


@pytest.mark.parametrize("position", [0, 36, 999999])
def test_an_item_that_does_not_exist_is_not_found(browser, attempt, position):
    assert browser.get(item_url(attempt, position)).status_code == 404
    assert browser.post(item_url(attempt, position), {"answer": "3"}).status_code == 404


@pytest.mark.parametrize(
    "given",
    [
        {"behavior_key": "XXX1", "level": 3},
        {"behavior_key": "FAC1"},
        {"behavior_key": "FAC1", "level": 3, "code": "NA"},
        {"behavior_key": "FAC1", "level": 9},
        {"behavior_key": "FAC1", "code": "XX"},
        {"behavior_key": "FAC1", "level": 3, "evidence": "x" * 501},
    ],
)
def test_the_operation_refuses_what_is_no_answer(attempt, given):
    with pytest.raises(AnswerRefused):
        operations.answer(attempt=attempt, now=MONDAY, **given)
    assert answers(attempt) == {}


def test_an_item_of_the_full_assessment_is_none_of_the_short_check(robin):
    short = begin(Attempt.Kind.SHORT, taker=robin)
    assert [item.key for _skill, item in items_of(short)] == ["FAC2", "DYN2", "SYS3", "PAK1", "LEA3", "COM1", "SLM2"]
    with pytest.raises(AnswerRefused):
        operations.answer(attempt=short, behavior_key="FAC1", level=3, now=MONDAY)


# Resuming and handing in ----------------------------------------------------------------------------------------------


def test_another_device_resumes_at_the_first_open_item_with_all_answers(attempt, robin, client_for):
    first, second = client_for(robin), client_for(robin)
    for position in (1, 2, 4):
        first.post(item_url(attempt, position), {"answer": "3"})
    resume = reverse("assessments:resume", args=[attempt.public_id])
    assert second.get(resume).url == item_url(attempt, 3)
    second.post(item_url(attempt, 3), {"answer": "2"})
    assert first.get(resume).url == item_url(attempt, 5)
    assert [answers(attempt)[key][0] for key in ("FAC1", "FAC2", "FAC3", "FAC4")] == [3, 3, 2, 3]


def test_two_tabs_lose_no_answers(attempt, browser):
    browser.get(item_url(attempt, 1))
    browser.get(item_url(attempt, 2))
    browser.post(item_url(attempt, 2), {"answer": "4"}, headers=HTMX)
    browser.post(item_url(attempt, 1), {"answer": "2"}, headers=HTMX)
    assert answers(attempt) == {"FAC1": (2, "", ""), "FAC2": (4, "", "")}


def test_when_all_is_answered_resuming_shows_the_review(browser, attempt):
    fill(attempt)
    assert browser.get(reverse("assessments:resume", args=[attempt.public_id])).url == review_url(attempt)
    assert "All items are answered" in browser.get(review_url(attempt)).content.decode()


def test_the_review_lists_open_items_with_links(browser, attempt):
    fill(attempt, FAC3=None, SLM5=None)
    page = browser.get(review_url(attempt)).content.decode()
    assert "2 items are open" in page
    still_open = page.split("Still open")[1].split("</section>")[0]
    assert re.findall(r'href="([^"]+)"', still_open) == [
        f"{item_url(attempt, 3)}?back_to=review",
        f"{item_url(attempt, 35)}?back_to=review",
    ]


def test_handing_in_shows_the_result_and_twice_changes_nothing(browser, attempt):
    fill(attempt, FAC3=None)
    result = reverse("assessments:result", args=[attempt.public_id])
    assert browser.post(review_url(attempt)).url == result
    attempt.refresh_from_db()
    handed_in = attempt.submitted_at
    assert browser.post(review_url(attempt)).url == result
    attempt.refresh_from_db()
    assert handed_in
    assert attempt.submitted_at == handed_in


def test_without_any_answer_there_is_nothing_to_hand_in(browser, attempt):
    answer = browser.post(review_url(attempt))
    assert answer.status_code == 409
    assert "There is no answer yet" in answer.content.decode()
    attempt.refresh_from_db()
    assert attempt.is_open


def test_after_handing_in_answers_stay_as_they_are(browser, attempt):
    fill(attempt)
    operations.submit_attempt(attempt=attempt, now=MONDAY)
    answer = browser.post(item_url(attempt, 1), {"answer": "5"})
    assert answer.status_code == 409
    assert "nothing was changed" in answer.content.decode()
    assert browser.post(item_url(attempt, 1), {"answer": "5"}, headers=HTMX).status_code == 409
    assert answers(attempt)["FAC1"] == (3, "", "")
    with pytest.raises(AttemptClosed):
        operations.answer(attempt=attempt, behavior_key="FAC1", level=5, now=MONDAY)


@pytest.mark.parametrize("page", ["resume", "review"])
def test_after_handing_in_every_page_leads_to_the_result(browser, robin, page):
    attempt = submitted(robin)
    result = reverse("assessments:result", args=[attempt.public_id])
    assert browser.get(reverse(f"assessments:{page}", args=[attempt.public_id])).url == result
    assert browser.get(item_url(attempt, 1)).url == result


# Who may --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["sam", "kim", "editor", "moderator", "manager", "administrator"])
def test_an_attempt_answers_its_taker_only(request, attempt, client_for, who):
    other = client_for(request.getfixturevalue(who))
    for url in (item_url(attempt), review_url(attempt), reverse("assessments:resume", args=[attempt.public_id])):
        assert other.get(url).status_code == 404
    assert other.post(item_url(attempt), {"answer": "3"}).status_code == 404
    assert other.post(review_url(attempt)).status_code == 404
    assert answers(attempt) == {}


def test_who_is_signed_out_in_the_middle_signs_in_and_goes_on(client, attempt):
    answer = client.get(item_url(attempt, 3))
    assert answer.url == f"{reverse('account_login')}?next={item_url(attempt, 3)}"
    answer = client.post(item_url(attempt, 3), {"answer": "3"})
    assert answer.url.endswith(f"?next={reverse('assessments:resume', args=[attempt.public_id])}")
    unknown = client.get(reverse("assessments:resume", args=[uuid.uuid4()]))
    assert unknown.url.startswith(reverse("account_login"))


def test_pages_of_an_attempt_are_not_kept_by_the_browser(browser, attempt):
    assert "no-store" in browser.get(item_url(attempt)).headers["Cache-Control"]


# What it costs --------------------------------------------------------------------------------------------------------


def test_an_item_costs_few_queries_and_none_for_the_past(
    browser, attempt, robin, django_assert_max_num_queries, django_assert_num_queries
):
    browser.get(item_url(attempt, 5))
    with django_assert_max_num_queries(10) as few:
        browser.get(item_url(attempt, 5))
    Attempt.objects.filter(pk=attempt.pk).update(submitted_at=MONDAY)
    for _number in range(50):
        submitted_again(robin)
    again = begin(taker=robin)
    with django_assert_num_queries(len(few)):
        browser.get(item_url(again, 5))


def submitted_again(robin):
    attempt = begin(taker=robin)
    operations.answer(attempt=attempt, behavior_key="FAC1", level=3, now=MONDAY)
    operations.submit_attempt(attempt=attempt, now=MONDAY)


def test_saving_an_answer_costs_few_statements(attempt, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        operations.answer(attempt=attempt, behavior_key="FAC1", level=3, now=MONDAY)


# At the same moment ---------------------------------------------------------------------------------------------------


@pytest.mark.race
@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
def test_two_clicks_begin_one_attempt(robin, together):
    found = together(*[lambda: begin(taker=robin)] * 4)
    assert len({attempt.pk for attempt in found}) == 1


@pytest.mark.race
@pytest.mark.engines
@pytest.mark.django_db(transaction=True)
def test_answers_given_at_the_same_moment_are_all_kept(robin, together):
    attempt = begin(taker=robin)

    def give(key, level):
        return lambda: operations.answer(attempt=attempt, behavior_key=key, level=level, now=MONDAY)

    outcomes = together(give("FAC1", 2), give("FAC2", 3), give("FAC3", 4), give("FAC1", 5))
    assert outcomes == [None] * 4
    assert Response.objects.count() == 3
    assert answers(attempt)["FAC1"][0] in {2, 5}
