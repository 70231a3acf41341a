"""Answers and events judged by the SDK's own resource classes and by an explicit list of fields that must be there.

`check(answer)` raises `Drift` with every finding; it runs on each answer and each event before it leaves the process.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_args, get_origin

import stripe
from stripe import ListObject, StripeObject

from stripe_sandbox import API_VERSION
from stripe_sandbox.presence import ALWAYS_SENT, NEVER_NULL, OPEN_VALUES
from stripe_sandbox.sdk import fields_of, is_nullable, is_shape, literals_of, options_of

RESOURCES: dict[str, type[StripeObject]] = {
    "checkout.session": stripe.checkout.Session,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "refund": stripe.Refund,
    "event": stripe.Event,
    "item": stripe.LineItem,
    "price": stripe.Price,
    "product": stripe.Product,
    "customer": stripe.Customer,
    "list": ListObject,
}
CURRENCY = re.compile(r"[a-z]{3}")
DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Drift(AssertionError):
    """An answer that real Stripe, as the installed SDK knows it, would not give."""

    def __init__(self, findings: list[str]) -> None:
        super().__init__("; ".join(findings))
        self.findings = findings


class WrongSdk(RuntimeError):
    """The installed SDK speaks another API version than the one this sandbox was written for."""


def check_sdk() -> None:
    """Refuse to imitate an API version that nobody has compared with this code."""
    if stripe.api_version != API_VERSION:
        raise WrongSdk(
            f"The installed SDK speaks {stripe.api_version}, the sandbox imitates {API_VERSION}: "
            "see 'How to bump the SDK' in docs/developers/stripe-sandbox.md."
        )


def check(answer: dict[str, Any]) -> None:
    """Raise `Drift` unless `answer` (a resource, an event or a list of them) has Stripe's shape, field by field."""
    findings = list(_resource(answer, path=str(answer.get("object", "answer"))))
    if findings:
        raise Drift(findings)


def _resource(value: dict[str, Any], path: str) -> Iterator[str]:
    name = value.get("object")
    if name not in RESOURCES:
        yield f"{path}: no resource is called {name!r}"
        return
    for field in sorted(ALWAYS_SENT[name] - value.keys()):
        yield f"{path}.{field}: missing, Stripe always sends it"
    for field in sorted(NEVER_NULL[name]):
        if field in value and value[field] is None:
            yield f"{path}.{field}: null, our journey needs a value"
    if value.get("livemode") is True:
        yield f"{path}.livemode: true in a sandbox"
    if name == "event":
        yield from _event(value, path)
    yield from _shape(RESOURCES[name], value, path)


def _event(event: dict[str, Any], path: str) -> Iterator[str]:
    if event.get("api_version") != API_VERSION:
        yield f"{path}.api_version: {event.get('api_version')!r} is not {API_VERSION}"
    data = event.get("data")
    subject = data.get("object") if isinstance(data, dict) else None
    if isinstance(subject, dict):
        yield from _resource(subject, f"{path}.data.object")
    else:
        yield f"{path}.data.object: an event carries the object it is about"


def _shape(cls: type, value: dict[str, Any], path: str) -> Iterator[str]:
    fields = fields_of(cls)
    for name, member in value.items():
        if name in fields:
            yield from _value(fields[name].annotation, member, f"{path}.{name}")
            yield from _plain_text(value.get("object"), name, member, f"{path}.{name}")
        elif not (cls is ListObject and name == "object"):
            yield f"{path}.{name}: the SDK knows no such field"
    for name, field in fields.items():
        if field.required and name not in value and name not in ALWAYS_SENT.get(str(value.get("object")), ()):
            yield f"{path}.{name}: missing, the SDK requires it"


def _plain_text(resource: Any, name: str, member: Any, path: str) -> Iterator[str]:
    """Judge what the SDK types as plain text although only some values exist."""
    listed = {value for owner, field, value in OPEN_VALUES if (owner, field) == (resource, name)}
    if listed and member not in listed:
        yield f"{path}: {member!r} is none of {', '.join(sorted(listed))}"
    if name == "currency" and isinstance(member, str) and not CURRENCY.fullmatch(member):
        yield f"{path}: {member!r} is no currency code in lower case"


def _value(annotation: Any, value: Any, path: str) -> Iterator[str]:
    if value is None:
        if not is_nullable(annotation):
            yield f"{path}: null, the SDK requires a value"
        return
    tries = [list(_option(option, value, path)) for option in _closed(options_of(annotation))]
    yield from min(tries, key=len, default=[f"{path}: must stay empty, the sandbox knows no type for it"])


def _closed(options: tuple[Any, ...]) -> list[Any]:
    """Drop null, and the plain text by which the SDK leaves its enums open."""
    return [option for option in options if option is not type(None) and not (option is str and literals_of(options))]


def _option(option: Any, value: Any, path: str) -> Iterator[str]:
    origin, arguments = get_origin(option), get_args(option)
    if is_shape(option) or (origin is not None and origin is ListObject):
        yield from _object(origin or option, value, path)
    elif origin is list:
        yield from _list(arguments[0], value, path)
    elif isinstance(origin or option, type) and issubclass(origin or option, (dict, StripeObject)):
        yield from _mapping(arguments[-1] if arguments else Any, value, path)
    elif literals_of((option,)):
        if value not in literals_of((option,)):
            yield f"{path}: {value!r} is none of the SDK's values"
    elif option is not Any and not _is_scalar(option, value):
        yield f"{path}: {value!r} is not of type {getattr(option, '__name__', option)}"


def _is_scalar(option: Any, value: Any) -> bool:
    if option is Decimal:  # travels as text
        return isinstance(value, str) and DECIMAL.fullmatch(value) is not None
    if option is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is option


def _object(cls: type, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: {value!r} is not an object"
    elif cls in RESOURCES.values():
        yield from _resource(value, path)
        if RESOURCES.get(value.get("object", "")) is not cls:
            yield f"{path}.object: {value.get('object')!r} is not a {cls.__name__}"
    else:
        yield from _shape(cls, value, path)


def _list(member: Any, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path}: {value!r} is not a list"
        return
    for index, item in enumerate(value):
        if isinstance(item, dict) and "object" in item:  # members of a list answer: their own name says what they are
            yield from _resource(item, f"{path}[{index}]")
        else:
            yield from _value(member, item, f"{path}[{index}]")


def _mapping(member: Any, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: {value!r} is not an object"
        return
    for key, item in value.items():
        yield from () if member is Any else _value(member, item, f"{path}.{key}")
