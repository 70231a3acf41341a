"""PDF: any name can be written, nothing in the data is ever markup, the same data make the same bytes."""

import io

import pytest
import segno
from pypdf import PdfReader

from common import pdf

NAMES = ["Łukasz Żółć", "Groß-Müller", "Renée Noël", "王小明", "김민준", "محمد علي", "Ὀδυσσεύς", "Ђорђе"]


def certificate(name):
    qr = io.BytesIO()
    segno.make("https://academy.example.com/certificates/1/").save(qr, kind="svg")
    words = dict.fromkeys(
        ("title", "course", "issuer", "says", "did", "date", "date_label", "issuer_label", "check", "qr_alt"), "Word"
    )
    data = {**words, "name": name, "language": "en", "address": "https://academy.example.com/"}
    return pdf.render("certificate", data, files={"qr.svg": qr.getvalue()})


def text_of(content):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_of_a_name_is_in_a_font_that_travels_with_the_paper(name):
    content = certificate(name)
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(content)).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts
    assert "\x00" not in text_of(content)
    letters = set(name) - set(" -")
    assert letters & set(text_of(content)), f"none of {letters} can be read back"


def test_a_name_in_markup_stays_a_name():
    assert '#panic("x") *bold* $x$' in text_of(certificate('#panic("x") *bold* $x$')).replace("\n", "")


def test_the_same_data_make_the_same_bytes():
    assert certificate("Robin") == certificate("Robin")


def test_the_paper_is_tagged_for_screen_readers():
    root = PdfReader(io.BytesIO(certificate("Robin"))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
