"""How links to pages inside a text are written out: with the definition, where they lead to a glossary term."""

from html import escape
from typing import Any

from wagtail.rich_text.pages import PageLinkHandler

from cms.queries import page_links


class PageLink(PageLinkHandler):
    """Writes links from one kept list of addresses; a link to a page that is not live becomes plain words."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        """Return the opening tag for each link."""
        known = page_links()
        return [
            _opening(known.get(int(attrs["id"]) if str(attrs.get("id", "")).isdigit() else 0)) for attrs in attrs_list
        ]


def _opening(link: Any) -> str:
    if link is None:
        return "<a>"
    if link["definition"]:
        return f'<a class="glossary-link" href="{escape(link["url"])}" title="{escape(link["definition"])}">'
    return f'<a href="{escape(link["url"])}">'
