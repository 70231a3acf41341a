"""Requests judged by the SDK's own typed parameters: unknown, missing, mistyped and out-of-enum ones are refused."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, get_args, get_origin

from typing_extensions import is_typeddict

from stripe_sandbox.errors import BadParameter, NotImitated
from stripe_sandbox.forms import Tree
from stripe_sandbox.sdk import fields_of, literals_of, options_of

INTEGER = re.compile(r"-?[0-9]{1,18}")
BOOLEANS = {"true": True, "false": False}


def read(shape: type, tree: Tree) -> dict[str, Any]:
    """Return the parameters with their real types; `shape` is a request type such as `SessionCreateParams`."""
    return _read_object(shape, tree, path="")


def refuse_what_is_not_imitated(params: dict[str, Any], imitated: frozenset[str]) -> None:
    """Raise for a valid parameter that the sandbox would have to ignore.

    `imitated` holds dotted paths; `metadata.*` stands for any member, `automatic_tax.enabled=False` for one value only.
    """
    for path, value in _leaves(params):
        parent = path.rpartition(".")[0]
        if not imitated & {path, f"{path}={value}", f"{parent}.*"}:
            raise NotImitated(
                f"The sandbox does not imitate {path}={value!r}, which Stripe may accept: extend stripe_sandbox first.",
                param=path,
                code="sandbox_not_imitated",
            )


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _leaves(member, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for member in value:
            yield from _leaves(member, path)
    else:
        yield path, value


def _read_object(shape: type, tree: Tree, path: str) -> dict[str, Any]:
    fields = fields_of(shape)
    for name in tree:
        if name not in fields:
            raise BadParameter(
                f"Received unknown parameter: {_join(path, name)}", param=_join(path, name), code="parameter_unknown"
            )
    for name, field in fields.items():
        if field.required and name not in tree:
            raise missing(_join(path, name))
    return {name: _read(fields[name].annotation, value, _join(path, name)) for name, value in tree.items()}


def missing(path: str) -> BadParameter:
    """Refuse a request that lacks `path`."""
    return BadParameter(f"Missing required param: {path}.", param=path, code="parameter_missing")


def _join(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name


def _read(annotation: Any, value: str | Tree, path: str) -> Any:
    options = options_of(annotation)
    if isinstance(value, str):
        return _read_text(options, value, path)
    for option in options:
        if is_typeddict(option):
            return _read_object(option, value, path)
        if get_origin(option) is dict:
            return {key: _member_text(member, _join(path, key)) for key, member in value.items()}
        if get_origin(option) is list:
            (member_type,) = get_args(option)
            in_order = sorted(value, key=lambda index: _read_integer(index, path))
            return [_read(member_type, value[index], _join(path, index)) for index in in_order]
    raise BadParameter(f"Invalid string: {path} was given members, but takes a single value", param=path)


def _read_text(options: tuple[Any, ...], text: str, path: str) -> Any:
    enum = literals_of(options)
    if text in enum:
        return text
    if text == "":
        raise BadParameter(
            f"You passed an empty string for '{path}', which cannot be unset. "
            f"Remove '{path}' from your request or supply a non-empty value.",
            param=path,
            code="parameter_invalid_empty",
        )
    if int in options:
        return _read_integer(text, path)
    if bool in options:
        return _read_boolean(text, path)
    if Decimal in options:
        return _read_decimal(text, path)
    if enum - {""}:
        raise BadParameter(f"Invalid {path}: must be one of {', '.join(sorted(enum - {''}))}", param=path)
    if str in options:
        return text
    raise BadParameter(f"Invalid object or array: {path} was given a single value", param=path)


def _member_text(value: str | Tree, path: str) -> str:
    if isinstance(value, str):
        return value
    raise BadParameter(f"Invalid string: {path} was given members, but takes a single value", param=path)


def _read_integer(text: str, path: str) -> int:
    if INTEGER.fullmatch(text):
        return int(text)
    raise BadParameter(f"Invalid integer: {text}", param=path, code="parameter_invalid_integer")


def _read_boolean(text: str, path: str) -> bool:
    if text in BOOLEANS:
        return BOOLEANS[text]
    raise BadParameter(f"Invalid boolean: {text}", param=path)


def _read_decimal(text: str, path: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise BadParameter(f"Invalid decimal: {text}", param=path) from None
