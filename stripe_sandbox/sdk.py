"""The installed SDK read as a contract: the fields of its request types and resource classes, with their types."""

import sys
from functools import cache
from types import NoneType, UnionType
from typing import (
    Any,
    ClassVar,
    Literal,
    NamedTuple,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import stripe
from stripe import RequestOptions, StripeObject
from typing_extensions import is_typeddict

CALL_OPTIONS = frozenset(RequestOptions.__annotations__)  # every request type inherits them; none is a parameter


class Field(NamedTuple):
    """One field: what it may hold, and whether the SDK promises that it is there."""

    annotation: Any
    required: bool


@cache
def fields_of(cls: type) -> dict[str, Field]:
    """Return the fields that the SDK declares on a request type or a resource class."""
    in_request = is_typeddict(cls)
    own = {
        name: annotation
        for name, annotation in vars(cls)["__annotations__"].items()
        if not name.startswith("_") and get_origin(annotation) is not ClassVar
        if not (in_request and name in CALL_OPTIONS)
    }
    return {name: _field(hint, in_request=in_request) for name, hint in _resolve(cls, own).items()}


def options_of(annotation: Any) -> tuple[Any, ...]:
    """Return the members of a union, nested ones included; anything else is its own only member."""
    if get_origin(annotation) in {Union, UnionType}:
        return tuple(option for member in get_args(annotation) for option in options_of(member))
    return (annotation,)


def literals_of(options: tuple[Any, ...]) -> set[Any]:
    """Return the literal values among the options: the enum, which the SDK itself leaves open and we close."""
    return {value for option in options if get_origin(option) is Literal for value in get_args(option)}


def is_nullable(annotation: Any) -> bool:
    """Tell whether the SDK calls the field optional."""
    return NoneType in options_of(annotation)


def is_shape(option: Any) -> bool:
    """Tell whether the option is a class with fields of its own."""
    return isinstance(option, type) and issubclass(option, StripeObject) and "__annotations__" in vars(option)


def _field(hint: Any, *, in_request: bool) -> Field:
    if get_origin(hint) is NotRequired:
        return Field(get_args(hint)[0], required=False)
    if get_origin(hint) is Required:
        return Field(get_args(hint)[0], required=True)
    return Field(hint, required=in_request or not is_nullable(hint))


def _resolve(cls: type, annotations: dict[str, Any]) -> dict[str, Any]:
    """Evaluate the SDK's quoted annotations; its modules import the names in them for type checkers only."""
    holder = type("Annotations", (), {"__annotations__": annotations})
    module = vars(sys.modules[cls.__module__])
    names = dict(vars(cls))
    while True:
        try:
            return get_type_hints(holder, globalns=module, localns=names, include_extras=True)
        except NameError as error:
            unknown = str(error.name)
            names[unknown] = _class_named(unknown)


def _class_named(name: str) -> Any:
    """Return the resource class called `name`, or `NoneType` for one that the SDK does not export: ours stay empty."""
    return getattr(stripe, name.removesuffix("Resource"), NoneType)
