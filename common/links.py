"""Signed links: single-purpose, expiring, readable only by us."""

from datetime import timedelta

from django.core import signing
from django.utils.translation import gettext as _

from common.errors import RuleBroken


class LinkInvalid(RuleBroken):
    """The link was altered, or made for something else."""


class LinkExpired(RuleBroken):
    """The link was right once, but its time is over."""


def sign(purpose: str, value: str) -> str:
    """Return a token that says `value`, good for `purpose` alone."""
    return signing.dumps(value, salt=f"roundhouse.link.{purpose}")


def read(purpose: str, token: str, *, max_age: timedelta) -> str:
    """Return what `token` says.

    Raises `LinkExpired` when it is older than `max_age`, `LinkInvalid` when it is not ours or serves another purpose.
    """
    try:
        value: str = signing.loads(token, salt=f"roundhouse.link.{purpose}", max_age=max_age)
    except signing.SignatureExpired as expired:
        raise LinkExpired(_("This link has expired. Please ask for a new one.")) from expired
    except signing.BadSignature as bad:
        raise LinkInvalid(_("This link is not complete. Please open it again from the message it came in.")) from bad
    return value
