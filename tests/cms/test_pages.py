"""What visitors and machines get from pages."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, PageViewRestriction

from cms.models import BrandSettings
from tests.factories.cms import glossary, home_of_site, relate, standard_page, term

pytestmark = pytest.mark.django_db

MOST_QUERIES = 9


def body_of(response):
    assert response.status_code == 200
    return response.content.decode()


def machine_data(html):
    found = re.search(r'<script type="application/ld\+json">(.+?)</script>', html)
    return json.loads(found[1])["@graph"]


def queries_of(client, path):
    client.get(path)  # fills what is kept
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


# Glossary


def test_the_glossary_lists_every_live_term_under_its_letter(client):
    term("Épic", short_definition="A large thing.")
    term("enabler")
    term("5 whys")
    term("Secret draft", live=False)
    html = body_of(client.get("/glossary/"))
    assert re.findall(r'class="term__name" href="[^"]+">([^<]+)<', html) == ["5 whys", "enabler", "Épic"]
    assert re.findall(r'href="#(letter-[a-z]+)"', html) == ["letter-other", "letter-e"]
    assert re.findall(r'<section class="term-group" id="([^"]+)"', html) == ["letter-other", "letter-e"]


def test_an_empty_glossary_says_so(client):
    glossary()
    assert "No terms yet" in body_of(client.get("/glossary/"))


def test_a_relation_written_on_one_term_shows_on_both(client):
    train, feature = term("Train"), term("Feature")
    relate(train, feature)
    relate(feature, train)
    assert f'href="{feature.url}"' in body_of(client.get(train.url))
    assert body_of(client.get(feature.url)).count(f'href="{train.url}"') == 1


def test_a_term_leads_back_to_its_place_in_the_list(client):
    assert 'href="/glossary/#letter-t"' in body_of(client.get(term("Train").url))


def test_a_term_describes_itself_to_machines(client):
    page = term("Train </script><b>", other_names="ART, release train", short_definition="A <team> & more.")
    html = body_of(client.get(page.url))
    [defined, trail] = machine_data(html)
    assert defined["@type"] == "DefinedTerm"
    assert defined["name"] == "Train </script><b>"
    assert defined["alternateName"] == ["ART", "release train"]
    assert [place["name"] for place in trail["itemListElement"]] == ["Home", "Glossary", page.title]
    assert "</script><b>" not in html


def test_a_link_in_a_text_shows_the_definition_and_follows_the_term(client):
    train = term("Train", short_definition='A "team" of teams.')
    page = standard_page(text=f'<p>Read <a linktype="page" id="{train.pk}">this</a>.</p>')
    expected = f'<a class="glossary-link" href="{train.url}" title="A &quot;team&quot; of teams.">this</a>'
    assert expected in body_of(client.get(page.url))
    train.slug = "the-train"
    train.save_revision().publish()
    assert 'href="/glossary/the-train/"' in body_of(client.get(page.url))
    train.unpublish()
    assert "<a>this</a>" in body_of(client.get(page.url))


# Plain pages


def test_a_page_names_its_one_address_and_its_trail(client, settings):
    settings.BASE_URL = "https://academy.example.com"
    html = body_of(client.get(standard_page("How we work").url + "?utm=1"))
    assert '<link rel="canonical" href="https://academy.example.com/how-we-work/">' in html
    assert '<meta property="og:url" content="https://academy.example.com/how-we-work/">' in html
    assert 'aria-current="page">How we work</span>' in html
    assert "hreflang" not in html


def test_translations_name_each_other(client, settings):
    settings.BASE_URL = "https://academy.example.com"
    page = standard_page("About")
    german = Locale.objects.create(language_code="de")
    home_of_site().copy_for_translation(german).save_revision().publish()
    page.copy_for_translation(german).save_revision().publish()
    html = body_of(client.get("/about/"))
    assert '<link rel="alternate" hreflang="en" href="https://academy.example.com/about/">' in html
    assert '<link rel="alternate" hreflang="de" href="https://academy.example.com/de/about/">' in html
    assert '<html lang="de"' in body_of(client.get("/de/about/"))


def test_headings_have_places_and_are_listed(client):
    text = "<h2>One</h2><p>a</p><h2>Two &amp; three</h2><h2>One</h2>"
    html = body_of(client.get(standard_page(text=text).url))
    assert re.findall(r'<h2 id="([^"]+)">', html) == ["one", "two-three", "one-3"]
    assert 'href="#two-three">Two &amp; three</a>' in html


def test_a_change_shows_as_soon_as_it_is_published(client):
    page = standard_page(text="<p>Old.</p>")
    assert "Old." in body_of(client.get(page.url))
    page.body = [{"type": "rich_text", "value": "<p>New.</p>"}]
    draft = page.save_revision()
    assert "Old." in body_of(client.get(page.url))
    draft.publish()
    assert "New." in body_of(client.get(page.url))


def test_every_kind_of_block_is_shown(client):
    rows = {"columns": [{"type": "text", "heading": "Level"}], "rows": [{"values": ["<p>one</p>"]}], "caption": ""}
    page = standard_page()
    page.body = [
        {"type": "callout", "value": {"title": "A mirror", "text": "<p>c</p>"}},
        {"type": "decision", "value": {"title": "Order", "text": "<p>theirs</p>"}},
        {"type": "practice", "value": {"title": "Walk", "duration": "45 min", "text": "<p>go</p>"}},
        {"type": "checklist", "value": {"title": "Before", "items": [{"text": "Rooms", "owner": "RTE"}]}},
        {"type": "table", "value": rows},
        {"type": "quote", "value": {"text": "Later.", "attribution": "A voice"}},
        {"type": "commitment", "value": {"prompt": "Whom will you ask?"}},
        {
            "type": "call_to_action",
            "value": {"title": "Try it", "text": "", "link": {"text": "Sign up now", "screen": "account_signup"}},
        },
    ]
    page.save_revision().publish()
    html = body_of(client.get(page.url))
    for words in (
        "A mirror",
        "Not your decision",
        "45 min",
        "Rooms",
        '<th scope="col">Level</th>',
        "— A voice",
        "Whom",
    ):
        assert words in html
    assert 'href="/account/signup/">Sign up now</a>' in html


# For machines


def test_the_sitemap_lists_what_everybody_may_read(client, settings):
    settings.BASE_URL = "https://academy.example.com"
    standard_page("Open")
    standard_page("Draft", live=False)
    private = standard_page("Private")
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    listed = re.findall(r"<loc>([^<]+)</loc>", body_of(client.get("/sitemap.xml")))
    assert listed == ["https://academy.example.com/", "https://academy.example.com/open/"]


def test_a_private_page_sends_visitors_to_sign_in(client):
    private = standard_page("Private")
    assert client.get("/private/").status_code == 200
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert client.get("/private/")["Location"].startswith("/account/login/?next=")


def test_a_draft_is_not_found(client):
    standard_page("Draft", live=False)
    assert client.get("/draft/").status_code == 404


def test_crawlers_are_told_where_not_to_go(client, settings):
    settings.BASE_URL = "https://academy.example.com"
    text = body_of(client.get("/robots.txt"))
    assert "Disallow: /cms/\n" in text
    assert text.endswith("Sitemap: https://academy.example.com/sitemap.xml\n")


# Brand, menu, foot


def test_the_brand_changes_every_page_at_once(client):
    home = home_of_site()
    standard_page("Privacy", in_footer=True)
    standard_page("Shown", show_in_menus=True)
    before = client.get("/brand.css")
    assert "--brand-seed: #0b5a43" in body_of(before)
    assert client.get("/brand.css", headers={"if-none-match": before["ETag"]}).status_code == 304
    site = home.get_site()
    BrandSettings.objects.create(site=site, name="North Academy", color="#5a0b43", support_email="help@example.com")
    assert "--brand-seed: #5a0b43" in body_of(client.get("/brand.css", headers={"if-none-match": before["ETag"]}))
    html = body_of(client.get("/shown/"))
    assert "North Academy" in html
    assert 'href="/privacy/">Privacy</a>' in html
    assert 'href="/shown/" aria-current="page"' in html
    assert "mailto:help@example.com" in html


def test_a_color_that_is_hard_to_read_is_refused():
    brand = BrandSettings(name="X", color="#9ad1b8", site=home_of_site().get_site())
    with pytest.raises(Exception, match="too light") as refusal:
        brand.full_clean()
    assert list(refusal.value.message_dict) == ["color"]
    brand.color = "teal"
    with pytest.raises(Exception, match="six digits"):
        brand.full_clean()


# Cost


@pytest.mark.parametrize("path", ["/", "/about/", "/glossary/", "/glossary/train/"])
def test_pages_cost_few_queries_whatever_the_number_of_terms(client, path):
    train = term("Train", body="<p>Words.</p>")
    for n in range(4):
        relate(train, term(f"Other {n}"))
    standard_page("About", text=f'<p><a linktype="page" id="{train.pk}">t</a></p>', in_footer=True, show_in_menus=True)
    few = queries_of(client, path)
    assert few <= MOST_QUERIES
    for n in range(40):
        relate(train, term(f"More {n}"))
    assert queries_of(client, path) == few
