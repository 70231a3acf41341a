"""What a coach writes down is sealed before it reaches the database; the first of `NOTES_KEYS` seals, all open."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealBroken(Exception):
    """None of the keys opens this: a key was dropped from `NOTES_KEYS` before the notes were sealed anew."""


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.NOTES_KEYS])


def seal(text: str) -> bytes:
    """Return `text` encrypted and signed with the first key."""
    return _keys().encrypt(text.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """Return what was sealed with any of the keys; raises `SealBroken`."""
    try:
        return _keys().decrypt(bytes(sealed)).decode()
    except InvalidToken as broken:
        raise SealBroken("No key in NOTES_KEYS opens this note.") from broken


def seal_anew(sealed: bytes | memoryview) -> bytes:
    """Return the same text sealed with the first key; raises `SealBroken`."""
    try:
        return _keys().rotate(bytes(sealed))
    except InvalidToken as broken:
        raise SealBroken("No key in NOTES_KEYS opens this note.") from broken
