"""Form-encoded nested parameters: `line_items[0][quantity]=1&expand[]=payment_intent` and back to a tree."""

import re
from typing import TypeAlias
from urllib.parse import parse_qsl

from stripe_sandbox.errors import BadParameter

Tree: TypeAlias = dict[str, "str | Tree"]

NAME = re.compile(r"(?P<root>[^\[\]]+)(?P<rest>(?:\[[^\[\]]*\])*)")


def decode(text: str) -> Tree:
    """Return the tree that Stripe's clients flattened; a list is `{"0": …, "1": …}` until its type is known."""
    tree: Tree = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        match = NAME.fullmatch(name)
        if match is None:
            raise BadParameter(f"Invalid parameter name: {name}", param=name)
        *parents, last = [match["root"], *re.findall(r"\[([^\[\]]*)\]", match["rest"])]
        node = tree
        for key in parents:
            child = node.setdefault(key or str(len(node)), {})
            if isinstance(child, str):
                raise BadParameter(f"Invalid object: {name} is given both a value and members", param=name)
            node = child
        node[last or str(len(node))] = value
    return tree
