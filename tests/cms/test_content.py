"""Starter content: loaded once, kept twice, out again."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from wagtail.models import Page, Site

from cms.models import Author, BrandSettings, GlossaryTermPage, HomePage, StandardPage

pytestmark = pytest.mark.django_db

TERMS = """
- key: train
  term: Train
  aliases: [ART, release train]
  definition: A team of teams. "No" is an answer.
  body: |
    Plans with a [[feature|feature]] in mind.
  related: [feature]
- key: feature
  term: Feature
  definition: What a train delivers.
  body: Something **useful**.
  related: [train]
"""
HOME = """
slug: home
title: Training
summary: For people.
hero: {promise: Get better, lead: For you., primary: Check, secondary: Courses}
proof: {title: Able, items: [Prepare]}
route: {title: Loop, steps: [{title: Assess, text: a}, {title: Learn, text: b}]}
example_route:
  title: Route
  label: Invented
  lead: Lena.
  stops: [{when: Week 1, title: One, text: a}, {when: Week 2, title: Two, text: b}]
questions: {title: Questions, items: [{question: "Free?", answer: "Some."}]}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "glossary").mkdir()
    (tmp_path / "pages").mkdir()
    (tmp_path / "glossary" / "terms.yaml").write_text(TERMS)
    (tmp_path / "pages" / "home.yaml").write_text(HOME)
    (tmp_path / "pages" / "about.md").write_text(
        "---\nslug: about\ntitle: About\nsummary: Us.\nin_footer: true\n---\n## Who\n\nA [[train]].\n"
    )
    (tmp_path / "authors.yaml").write_text("- {key: mo, name: Mo Castell, role: Author, bio: Writes.}\n")
    (tmp_path / "brand.yaml").write_text("name: North Academy\nsupport_email: help@example.com\n")
    return tmp_path


def load(folder, capsys):
    call_command("import_content", str(folder), "--only", "cms", "cms-featured")
    return capsys.readouterr().out.strip()


def test_an_empty_installation_becomes_an_academy(folder, capsys, client, settings):
    settings.BASE_URL = "https://academy.example.com"
    said = load(folder, capsys)
    assert said == "Content: made 1 authors, 1 brands, 2 glossary terms, 1 home pages, 1 pages; 0 already there."
    site = Site.objects.get()
    assert (site.hostname, site.port, site.site_name) == ("academy.example.com", 443, "North Academy")
    assert [page.specific_class for page in Page.objects.filter(depth=2)] == [HomePage]
    html = client.get("/").content.decode()
    assert "Get better" in html
    assert "North Academy" in html
    assert "A team of teams. “No” is an answer." in client.get("/glossary/").content.decode()
    assert 'href="/glossary/train/"' in client.get("/about/").content.decode()
    assert client.get("/glossary/feature/").content.decode().count('href="/glossary/train/"') == 1


def test_loading_again_changes_nothing_that_an_editor_changed(folder, capsys, moderator):
    load(folder, capsys)
    about = StandardPage.objects.get(slug="about")
    about.title = "About us"
    about.save_revision(user=moderator).publish()
    BrandSettings.objects.update(name="South Academy")
    GlossaryTermPage.objects.get(slug="feature").delete()
    Group.objects.get(name="Editors").permissions.remove(*Group.objects.get(name="Editors").permissions.all())
    n_pages = Page.objects.count()
    assert load(folder, capsys) == "Content: made 1 glossary terms; 5 already there."
    about.refresh_from_db()
    assert about.title == "About us"
    assert BrandSettings.objects.get().name == "South Academy"
    assert Group.objects.get(name="Editors").permissions.count() == 0
    assert Page.objects.count() == n_pages + 1
    assert load(folder, capsys) == "Content: made nothing; 6 already there."


def test_what_was_loaded_can_be_restored_after_an_edit(folder, capsys):
    load(folder, capsys)
    assert all(page.live_revision_id for page in GlossaryTermPage.objects.all())


def test_content_leaves_as_it_came(folder, capsys, tmp_path):
    load(folder, capsys)
    out = tmp_path / "out"
    call_command("export_content", str(out))
    about = (out / "pages" / "about.md").read_text()
    assert about.endswith("---\n## Who\n\nA [[train|Train]].\n")
    GlossaryTermPage.objects.all().delete()
    Author.objects.all().delete()
    StandardPage.objects.all().delete()
    (out / "pages" / "home.yaml").write_text(HOME)
    call_command("import_content", str(out), "--only", "cms")
    train = GlossaryTermPage.objects.get(slug="train")
    assert train.name_list == ["ART", "release train"]
    assert [other.title for other in train.related_terms()] == ["Feature"]
    assert Author.objects.get().bio == "Writes."


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("pages/about.md", "---\nslug: about\ntitle: A\n---\n[[nowhere]]\n", "about.md: .*no such term"),
        ("pages/about.md", "no front matter", "about.md: does not begin with front matter"),
        ("glossary/terms.yaml", "- key: [", "terms.yaml"),
        ("glossary/terms.yaml", "- {key: a, term: A, definition: d, related: [gone]}", "gone"),
    ],
)
def test_a_broken_file_is_named_and_nothing_is_half_loaded(folder, capsys, name, text, message):
    (folder / name).write_text(text)
    with pytest.raises(CommandError, match=message):
        load(folder, capsys)
    assert not HomePage.objects.exists()


def test_the_real_content_loads_whole(client):
    call_command("import_content", "--only", "cms")
    assert GlossaryTermPage.objects.live().count() == 57
    assert all(len(term.short_definition) <= 280 for term in GlossaryTermPage.objects.all())
    assert all(term.related_terms() for term in GlossaryTermPage.objects.all())
    for page in Page.objects.live().filter(depth__gte=2):
        assert client.get(page.url).status_code == 200, page.url
