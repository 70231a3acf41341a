"""The password hash."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class LeanArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with OWASP's minimum of 46 MiB, one pass, one lane: a sign-in flood exhausts neither memory nor cores.

    Source: OWASP Password Storage Cheat Sheet; docs/decisions.
    """

    time_cost = 1
    memory_cost = 47104
    parallelism = 1
