"""How editors and moderators work: edit, preview, submit, review, publish; and what they may not touch."""

import json
import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page, WorkflowState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.models import Author, BrandSettings, GlossaryTermPage, StandardPage
from tests.factories.cms import glossary, home_of_site, relate, standard_page, term

pytestmark = pytest.mark.django_db


def page_form(page, text, **more):
    """Return what the editor of a page of text sends."""
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "summary": page.summary,
            "body": streamfield([("rich_text", rich_text(text))]),
            "seo_title": "",
            "search_description": "",
            "comments": inline_formset([]),
            **more,
        }
    )


def term_form(others=(), **fields):
    """Return what the editor of a term sends."""
    relations = inline_formset([{"other": other.pk} for other in others])
    values = {
        "short_definition": "What it means.",
        "other_names": "",
        "source": "",
        "body": rich_text("<p>In use.</p>"),
    }
    shared = {"seo_title": "", "search_description": "", "comments": inline_formset([]), "relations": relations}
    return nested_form_data({**values, **shared, **fields})


def edit_url(page):
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


# The way of a change


def test_a_change_goes_live_only_after_a_moderator_approved_it(client_for, editor, moderator):
    page = standard_page("About", text="<p>Old words.</p>")
    writing, reviewing, visiting = client_for(editor), client_for(moderator), client_for()

    form = page_form(page, "<p>New words.</p>")
    assert writing.get(edit_url(page)).status_code == 200
    preview_url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert writing.post(preview_url, form).json()["is_valid"]
    assert "New words." in writing.get(preview_url).content.decode()
    assert "Old words." in visiting.get("/about/").content.decode()

    assert writing.post(edit_url(page), {**form, "action-publish": "1"}).status_code == 302  # counts as a draft
    assert "Old words." in visiting.get("/about/").content.decode()
    assert writing.post(edit_url(page), {**form, "action-submit": "1"}).status_code == 302
    state = WorkflowState.objects.get()
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    assert "Old words." in visiting.get("/about/").content.decode()

    waiting = reviewing.get(reverse("wagtailadmin_home")).content.decode()
    assert "Awaiting your review" in waiting
    assert "About" in waiting
    approve = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state_id])
    assert reviewing.post(approve).status_code == 302
    assert "New words." in visiting.get("/about/").content.decode()


def test_an_editor_cannot_approve_the_own_change(client_for, editor):
    page = standard_page("About")
    writing = client_for(editor)
    writing.post(edit_url(page), {**page_form(page, "<p>New words.</p>"), "action-submit": "1"})
    task = WorkflowState.objects.get().current_task_state_id
    writing.post(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task]))
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS
    assert "New words." not in client_for().get("/about/").content.decode()


def test_a_rejected_change_waits_for_the_editor(client_for, editor, moderator):
    page = standard_page("About", text="<p>Old words.</p>")
    client_for(editor).post(edit_url(page), {**page_form(page, "<p>New words.</p>"), "action-submit": "1"})
    task = WorkflowState.objects.get().current_task_state_id
    reject = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "reject", task])
    client_for(moderator).post(reject, {"comment": "Please name the source."})
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_NEEDS_CHANGES
    assert "Old words." in client_for().get("/about/").content.decode()
    assert "New words." in client_for(editor).get(edit_url(page)).content.decode()


# Terms


def test_a_moderator_adds_a_term_with_relations(client_for, moderator):
    train = term("Train")
    url = reverse("wagtailadmin_pages:add", args=["cms", "glossarytermpage", glossary().pk])
    form = term_form([train], title="Feature", slug="feature", other_names="story of stories")
    response = client_for(moderator).post(url, {**form, "action-publish": "1"})
    assert response.status_code == 302
    feature = GlossaryTermPage.objects.get(slug="feature")
    assert feature.live
    assert f'href="{feature.url}"' in client_for().get(train.url).content.decode()


def test_editing_the_other_term_keeps_the_relation(client_for, moderator):
    train, feature = term("Train"), term("Feature")
    relate(feature, train)
    browser = client_for(moderator)
    assert "Written on the other term" in browser.get(edit_url(train)).content.decode()
    form = term_form(title="Train", slug="train", short_definition="Changed.")
    assert browser.post(edit_url(train), {**form, "action-publish": "1"}).status_code == 302
    assert [other.title for other in train.related_terms()] == ["Feature"]


def test_a_preview_shows_the_relations_of_the_draft(client_for, moderator):
    train, feature = term("Train"), term("Feature")
    browser = client_for(moderator)
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[train.pk])
    assert browser.post(url, term_form([feature], title="Train", slug="train")).json()["is_valid"]
    assert f'href="{feature.url}"' in browser.get(url).content.decode()
    assert f'href="{feature.url}"' not in browser.get(train.url).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"short_definition": "x" * 281}, "at most 280 characters"),
        ({"short_definition": ""}, "This field is required"),
        ({"title": ""}, "This field is required"),
        ({"slug": "not a slug!"}, "Enter a valid"),
    ],
)
def test_a_term_with_a_mistake_is_kept_in_the_form(client_for, moderator, fields, words):
    train = term("Train")
    form = term_form(**{"title": "Train", "slug": "train", "source": "My long work", **fields})
    response = client_for(moderator).post(edit_url(train), {**form, "action-publish": "1"})
    html = response.content.decode()
    assert response.status_code == 200
    assert words in html
    assert "My long work" in html


@pytest.mark.parametrize(
    ("others", "words"), [("self", "A term cannot be related to itself"), ("twice", "in the list already")]
)
def test_relations_that_say_nothing_are_refused(client_for, moderator, others, words):
    train, feature = term("Train"), term("Feature")
    form = term_form([train] if others == "self" else [feature, feature], title="Train", slug="train")
    response = client_for(moderator).post(edit_url(train), {**form, "action-publish": "1"})
    assert words in response.content.decode()


# Links in blocks


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"address": "javascript:alert(1)"}, "Begin the address with"),
        ({"address": "//evil.example.com"}, "Begin the address with"),
        ({}, "Choose one target"),
        ({"address": "/about/", "screen": "account_signup"}, "Choose one target"),
    ],
)
def test_a_button_needs_one_safe_target(client_for, moderator, link, words):
    page = standard_page("About")
    values = {"text": "Go", "page": "", "screen": "", "address": "", **link}
    action = {"title": "Next", "text": "", "link": values}
    form = page_form(page, "", body=streamfield([("call_to_action", action)]))
    response = client_for(moderator).post(edit_url(page), {**form, "action-publish": "1"})
    assert words in response.content.decode()


# The back office itself


def test_the_first_screen_names_the_frequent_tasks(client_for, editor, moderator):
    glossary()
    home = reverse("wagtailadmin_home")
    assert "See your submissions" in client_for(editor).get(home).content.decode()
    assert "Review what is waiting" in client_for(moderator).get(home).content.decode()


def test_the_first_screen_stands_in_an_empty_installation(client_for, administrator):
    assert client_for(administrator).get(reverse("wagtailadmin_home")).status_code == 200


def test_no_screen_of_the_back_office_asks_a_third_party(client_for, administrator):
    page = term("Train")
    browser = client_for(administrator)
    for url in (reverse("wagtailadmin_home"), edit_url(page), edit_url(home_of_site())):
        html = browser.get(url).content.decode()
        assert re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?//([^"/]+)', html) == []


def test_editors_look_after_authors_but_not_people_settings_or_brand(client_for, editor, moderator, administrator):
    call_command("import_content", "--only", "cms")
    author = Author.objects.first()
    brand = reverse("wagtailsettings:edit", args=["cms", "brandsettings", BrandSettings.objects.get().pk])
    authors = reverse("wagtailsnippets_cms_author:edit", args=[author.pk])
    remove = reverse("wagtailsnippets_cms_author:delete", args=[author.pk])
    seen = {
        person.name: [
            client_for(person).get(url).status_code
            for url in (authors, remove, brand, reverse("wagtailusers_users:index"))
        ]
        for person in (editor, moderator, administrator)
    }
    assert seen == {
        editor.name: [200, 302, 302, 302],
        moderator.name: [200, 200, 302, 302],
        administrator.name: [200, 200, 200, 200],
    }


def test_pages_stand_only_where_they_belong():
    home = home_of_site()
    assert {model.__name__ for model in home.allowed_subpage_models()} >= {"StandardPage", "GlossaryIndexPage"}
    assert GlossaryTermPage.allowed_parent_page_models() == [type(glossary())]
    assert term().allowed_subpage_models() == []
    assert Page not in home.creatable_subpage_models()


def test_block_values_are_plain_data():
    page = standard_page()
    again = StandardPage.objects.get(pk=page.pk)
    assert json.loads(json.dumps(list(again.body.raw_data)))[0]["value"] == "<p>Words.</p>"
