"""Compiles every template of ours and checks what it leans on: parents, includes, url names, no inline code.

The strict Content-Security-Policy refuses inline scripts and styles, so a template that has one is broken for readers.
"""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(ld\+)?json\")", re.IGNORECASE),
    "an inline style": re.compile(r"<style\b|\sstyle=", re.IGNORECASE),
    "an inline event handler": re.compile(r"<[^>]*\son[a-z]+=", re.IGNORECASE),
    "an address of another site to load from": re.compile(
        r"<(script|img|link|iframe)\b[^>]*(src|href)=\"https?:", re.IGNORECASE
    ),
}
COMMENT = re.compile(r"\{%-?\s*comment.*?endcomment\s*-?%\}|\{#.*?#\}", re.DOTALL)
NEEDS_STYLES = ("email/", "pdf/")  # mail programs read no stylesheets


def templates() -> Iterator[tuple[str, Path]]:
    """Yield the name and path of every template of ours."""
    for folder in [ROOT / "templates", *sorted(ROOT.glob("*/templates"))]:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".html", ".txt", ".xml"}:
                yield str(path.relative_to(folder)), path


def problems() -> Iterator[str]:
    """Yield one sentence for each thing that is wrong."""
    from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines  # noqa: PLC0415

    engine: Any = engines["django"]
    for name, path in templates():
        shown = path.relative_to(ROOT)
        try:
            template = engine.get_template(name).template
        except (TemplateDoesNotExist, TemplateSyntaxError) as problem:
            yield f"{shown}: {problem}"
            continue
        yield from (f"{shown}: {problem}" for problem in _missing(template, engine))
        if path.suffix == ".html" and not any(part in name for part in NEEDS_STYLES):
            text = re.sub(
                r"\{%-?\s*comment.*?endcomment\s*-?%\}|\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL
            )
            yield from (f"{shown}: holds {what}." for what, pattern in INLINE.items() if pattern.search(text))


def _missing(template: Any, engine: Any) -> Iterator[str]:
    """Yield what a template names and nobody has: parents, includes, url names."""
    from django.template import TemplateDoesNotExist, TemplateSyntaxError  # noqa: PLC0415
    from django.template.defaulttags import URLNode  # noqa: PLC0415
    from django.template.loader_tags import ExtendsNode, IncludeNode  # noqa: PLC0415

    named = [node.parent_name for node in template.nodelist.get_nodes_by_type(ExtendsNode)]
    named += [node.template for node in template.nodelist.get_nodes_by_type(IncludeNode)]
    for expression in named:
        name = getattr(expression, "var", None)
        if isinstance(name, str):
            try:
                engine.get_template(name)
            except TemplateDoesNotExist:
                yield f"there is no template {name}."
            except TemplateSyntaxError:
                continue  # ours are compiled by themselves; a package's may belong to an app that is not installed
    for node in template.nodelist.get_nodes_by_type(URLNode):
        name = getattr(node.view_name, "var", None)
        if isinstance(name, str) and not _is_url_name(name):
            yield f"there is no url named {name}."


def _is_url_name(name: str) -> bool:
    from django.urls import get_resolver  # noqa: PLC0415

    *namespaces, name = name.split(":")
    resolver: Any = get_resolver()
    for namespace in namespaces:
        if namespace not in resolver.namespace_dict:
            return False
        resolver = resolver.namespace_dict[namespace][1]
    return name in resolver.reverse_dict


def main() -> int:
    """Print what is wrong; the exit status says whether anything is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    found = list(problems())
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
