"""Contrast, letters, short texts."""

import pytest

from cms.rules import contrast, first_letter, letter_anchor, shorten, sort_key, split_aliases


def test_contrast_matches_the_published_examples():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@pytest.mark.parametrize(
    ("title", "letter"), [("Épic", "E"), ("“Quoted”", "Q"), ("3 questions", "#"), ("…", "#"), ("ärger", "A")]
)
def test_titles_are_filed_under_their_first_plain_letter(title, letter):
    assert first_letter(title) == letter


def test_anchors_are_plain_words():
    assert [letter_anchor(title) for title in ("Art", "7 habits")] == ["letter-a", "letter-other"]


def test_accents_and_case_do_not_change_the_order():
    assert sorted(["zebra", "Äpfel", "apple", "Epic", "épée"], key=sort_key) == [
        "Äpfel",
        "apple",
        "épée",
        "Epic",
        "zebra",
    ]


def test_short_texts_end_at_a_word():
    assert shorten("one two  three", 50) == "one two three"
    assert shorten("one two, three", 10) == "one two…"


def test_aliases_lose_empties_and_repeats():
    assert split_aliases(" ART, release train,, ART ") == ["ART", "release train"]
