"""PDF from data: a typst template, values as JSON, bytes out."""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates" / "pdf"
FONTS = TEMPLATES / "fonts"


def render(template: str, data: Mapping[str, object], *, files: Mapping[str, bytes] | None = None) -> bytes:
    """Return the PDF that `templates/pdf/<template>.typ` makes of `data` (tagged, PDF/UA-1).

    `data` reaches the template as JSON in `sys.inputs.data`, never as markup, so that nobody's name is ever code.
    `files` (name to bytes, such as a QR code) lie beside the template. No system font is used: same input, same bytes.
    """
    import typst  # noqa: PLC0415  80 MB of code that few requests need

    with TemporaryDirectory() as folder:
        root = Path(folder)
        for source in TEMPLATES.glob("*.typ"):
            (root / source.name).write_bytes(source.read_bytes())
        for name, content in (files or {}).items():
            (root / name).write_bytes(content)
        return bytes(
            typst.compile(
                str(root / f"{template}.typ"),
                root=str(root),
                font_paths=[str(FONTS)],
                ignore_system_fonts=True,
                sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)},
                format="pdf",
            )
        )
