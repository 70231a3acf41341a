"""A change of what visitors see lets everything kept be made anew. Only the cache is touched here, never a rule."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Locale, Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from cms import kept


@receiver([page_published, page_unpublished, post_page_move])
def page_changed_for_visitors(**_kwargs: Any) -> None:
    """Forget what was kept: addresses, menus and lists may differ now."""
    kept.forget()


@receiver([post_save, post_delete], sender=Site)
@receiver([post_save, post_delete], sender=Locale)
@receiver([post_save, post_delete], sender=PageViewRestriction)
def frame_changed(**_kwargs: Any) -> None:
    """Forget what was kept: the frame around the pages differs now."""
    kept.forget()


@receiver([post_save, post_delete])
def page_made_or_gone(*, instance: Any, created: bool | None = None, **_kwargs: Any) -> None:
    """Forget what was kept when a page appears without being published by hand, or goes."""
    if created is not False and isinstance(instance, Page):
        kept.forget()
