"""The rows and pages of the CMS."""

from cms.models.brand import BrandSettings
from cms.models.glossary import GlossaryIndexPage, GlossaryTermPage, TermRelation
from cms.models.media import AcademyDocument, AcademyImage, Rendition
from cms.models.mixins import CardMixin, SeoMixin
from cms.models.pages import HomePage, StandardPage
from cms.models.people import Author

__all__ = [
    "AcademyDocument",
    "AcademyImage",
    "Author",
    "BrandSettings",
    "CardMixin",
    "GlossaryIndexPage",
    "GlossaryTermPage",
    "HomePage",
    "Rendition",
    "SeoMixin",
    "StandardPage",
    "TermRelation",
]
