"""Refusals in Stripe's own shape: type, code, param and message, with the HTTP status that goes with them."""

from typing import Any


class ApiError(Exception):
    """An answer that is not 200; `to_dict` is its body."""

    status = 400
    type = "invalid_request_error"

    def __init__(self, message: str, *, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.code = code

    def to_dict(self) -> dict[str, Any]:
        """Return the body that the SDK turns into its exceptions; empty members are left out, as Stripe does."""
        members = {"message": self.message, "type": self.type, "param": self.param, "code": self.code}
        return {"error": {key: value for key, value in members.items() if value is not None}}


class BadParameter(ApiError):
    """The request itself is malformed; nothing was executed, so no idempotent answer is kept."""


class RefusedByState(ApiError):
    """The request is well formed, but the object is in the wrong state for it."""


class NotImitated(BadParameter):
    """Stripe would accept this, the sandbox would not honor it: better to say so than to pretend."""


class NotAuthenticated(ApiError):
    """No key, or not a test key."""

    status = 401


class NoSuchObject(ApiError):
    """The object, or the address itself, does not exist."""

    status = 404

    @classmethod
    def named(cls, kind: str, object_id: str, *, param: str = "id") -> "NoSuchObject":
        """Refuse in the words that Stripe uses for an unknown id."""
        return cls(f"No such {kind}: '{object_id}'", param=param, code="resource_missing")


class KeyReused(ApiError):
    """One idempotency key, two different requests."""

    type = "idempotency_error"


class Outage(ApiError):
    """Stripe's own fault, ordered through the chaos API."""

    type = "api_error"

    def __init__(self, status: int) -> None:
        super().__init__("An unknown error occurred (ordered through the sandbox's chaos API).")
        self.status = status
        if status == 429:  # HTTP's own number
            self.type, self.code = "invalid_request_error", "rate_limit"
