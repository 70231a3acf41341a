"""Markdown to blocks, and back."""

import pytest

from cms.markdown import MarkdownError, TermLink, plain_text, terms_named_in, to_blocks, to_rich_text, typographic
from cms.markdown_export import from_blocks, from_rich_text

TERMS = {"pi-planning": TermLink(7, "PI Planning"), "art": TermLink(8, "Agile Release Train")}
KEYS = {link.page_id: key for key, link in TERMS.items()}


def blocks(markdown):
    return to_blocks(markdown, TERMS.__getitem__)


def html(markdown):
    return to_rich_text(markdown, TERMS.__getitem__)


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("One\ntwo", "<p>One two</p>"),
        ("## A\n### B\n#### C", "<h2>A</h2><h3>B</h3><h3>C</h3>"),
        ("**bold** and *slanted* `x<y`", "<p><b>bold</b> and <i>slanted</i> <code>x&lt;y</code></p>"),
        ("- a\n- b\n  - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
        ("1. a\n\n   more\n2. b", "<ol><li>a<br/>more</li><li>b</li></ol>"),
        ("a\n\n---\n\nb", "<p>a</p><hr/><p>b</p>"),
        ("[us](/about/)", '<p><a href="/about/">us</a></p>'),
        ("[x](javascript:alert)", "<p>[x](javascript:alert)</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ('"no", isn\'t it', "<p>“no”, isn’t it</p>"),
    ],
)
def test_text_becomes_the_html_that_wagtail_stores(markdown, expected):
    assert html(markdown) == expected


def test_glossary_links_become_links_to_pages():
    assert html("[[art]] and [[pi-planning|the event]]") == (
        '<p><a linktype="page" id="8">Agile Release Train</a> and <a linktype="page" id="7">the event</a></p>'
    )


def test_a_glossary_link_does_not_end_a_cell():
    [table] = blocks("| A | [[art|B]] |\n|---|---|\n| [[art|the train]] | **z** |\n| | y |")
    assert table == {
        "type": "table",
        "value": {
            "columns": [{"type": "text", "heading": "A"}, {"type": "text", "heading": "B"}],
            "rows": [
                {"values": ['<p><a linktype="page" id="8">the train</a></p>', "<p><b>z</b></p>"]},
                {"values": ["<p></p>", "<p>y</p>"]},
            ],
            "caption": "",
        },
    }


def test_directives_stand_between_runs_of_text():
    text = "Before\n\n::: decision Order\nIt is *theirs*.\n:::\n\nAfter"
    assert blocks(text) == [
        {"type": "rich_text", "value": "<p>Before</p>"},
        {"type": "decision", "value": {"title": "Order", "text": "<p>It is <i>theirs</i>.</p>"}},
        {"type": "rich_text", "value": "<p>After</p>"},
    ]


def test_a_practice_names_time_and_people():
    [block] = blocks("::: practice Walk (the long one) (45 min, 6–10 people)\nGo.\n:::")
    assert block["value"] == {"title": "Walk (the long one)", "duration": "45 min, 6–10 people", "text": "<p>Go.</p>"}
    assert blocks("::: practice Walk (outside)\nGo.\n:::")[0]["value"]["title"] == "Walk (outside)"


def test_a_checklist_names_owners():
    [block] = blocks(
        "::: checklist Before\n- Rooms booked (if needed) (RTE, PM)\n- Plan [[art|the train]]\n  twice\n:::"
    )
    assert block["value"] == {
        "title": "Before",
        "items": [
            {"text": "Rooms booked (if needed)", "owner": "RTE, PM"},
            {"text": "Plan the train twice", "owner": ""},
        ],
    }


def test_a_commitment_is_one_question():
    assert blocks("::: commitment\nWhom will you\nask?\n:::")[0]["value"] == {"prompt": "Whom will you ask?"}


def test_a_quote_keeps_who_said_it():
    assert blocks("> We will sort\n> that out.\n> — A voice")[0]["value"] == {
        "text": "We will sort that out.",
        "attribution": "A voice",
    }


@pytest.mark.parametrize(
    ("markdown", "message"),
    [
        ("::: warning X\n:::", "line 1: there is no directive “warning”"),
        ("a\n\n::: callout X\nb", "line 3: “::: callout” is never closed"),
        ("a\n:::", "line 2: “:::” closes nothing"),
        ("::: callout A\n::: decision B\n:::", "line 2: a directive inside the one that begins in line 1"),
        ("[[no-such-term]]", "the glossary has no such term"),
        ("[x](about.html)", "begin it with"),
        ("![x](a.png)", "cannot stand here"),
        ("::: callout A\n| a |\n|---|\n:::", "a table cannot stand here"),
        ("::: checklist A\nwords\n:::", "does not begin with “- ”"),
    ],
)
def test_what_cannot_be_a_block_is_refused_by_name(markdown, message):
    with pytest.raises(MarkdownError, match=message.replace("[", r"\[")):
        blocks(markdown)


def test_words_without_marks():
    assert plain_text("**A** [[pi-planning]] `b` [c](/d/)") == "A pi planning b c"
    assert terms_named_in("[[art]] [[pi-planning|x]]") == {"art", "pi-planning"}


def test_typographic_quotes_in_plain_text():
    assert typographic("\"Don't\" ('never')") == "“Don’t” (‘never’)"


LESSON = """## What has to exist

An [[art|ART]] plans *together*. A star \\* stays.

1. First
2. Second
   - inner **bold**

| Level | Name |
| --- | --- |
| 1 | [[pi-planning|the event]] |

> We will sort that out.
>
> — A voice

::: callout A mirror
Look *first*.

- one
- two
:::

::: practice Walk (45 min)
Go with [its owner](/about/).
:::

::: checklist Before
- Rooms booked (RTE, PM)
- Board ready
:::

::: commitment
Whom will you ask?
:::"""


def test_content_goes_out_as_it_came_in():
    once = blocks(LESSON)
    written = from_blocks(once, KEYS.get)
    assert blocks(written) == once
    assert from_blocks(blocks(written), KEYS.get) == written


def test_a_link_to_another_page_keeps_its_words():
    assert from_rich_text('<p>See <a linktype="page" id="99">that</a></p>', KEYS.get) == "See [that](#)"


def test_what_has_no_form_in_files_is_named():
    with pytest.raises(ValueError, match="image"):
        from_blocks([{"type": "image", "value": {}}], KEYS.get)
