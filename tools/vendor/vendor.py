"""Copies the fonts, icons and scripts we serve out of their npm packages, with licenses and a checksum list.

python tools/vendor/vendor.py            renew the copies (needs npm and a registry)
python tools/vendor/vendor.py --check    compare what is committed with the checksum list (needs nothing)
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CHECKSUMS = HERE / "checksums.sha256"
PUBLIC_SANS = "@fontsource-variable/public-sans"
SOURCE_SERIF = "@fontsource/source-serif-4"

FILES = {
    **{f"{PUBLIC_SANS}/files/public-sans-{part}-wght-normal.woff2": "static/fonts" for part in ("latin", "latin-ext")},
    f"{PUBLIC_SANS}/LICENSE": "static/fonts/public-sans.LICENSE.txt",
    **{
        f"{SOURCE_SERIF}/files/source-serif-4-{cut}.woff2": "static/fonts"
        for cut in (
            "latin-400-normal",
            "latin-ext-400-normal",
            "latin-600-normal",
            "latin-ext-600-normal",
            "latin-400-italic",
        )
    },
    f"{SOURCE_SERIF}/LICENSE": "static/fonts/source-serif-4.LICENSE.txt",
    "htmx.org/dist/htmx.min.js": "static/vendor",
    "htmx.org/LICENSE": "static/vendor/htmx.LICENSE.txt",
    "lucide-static/LICENSE": "static/icons/lucide.LICENSE.txt",
    "axe-core/axe.min.js": "tests/browser/vendor",
    "axe-core/LICENSE": "tests/browser/vendor/axe.LICENSE.txt",
}
ICONS = (HERE / "icons.txt").read_text().split()


def main() -> int:
    """Renew the copies, or check them."""
    if "--check" in sys.argv[1:]:
        return check()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(HERE / name, folder)
        subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=folder, check=True)
        copied = copy_files(Path(folder) / "node_modules")
    lines = [f"{digest(path)}  {path.relative_to(ROOT).as_posix()}" for path in sorted(copied)]
    CHECKSUMS.write_text("\n".join(lines) + "\n")
    print(f"{len(copied)} files copied; checksums written.")
    return 0


def copy_files(modules: Path) -> list[Path]:
    """Copy what we serve out of the installed packages; return where it went."""
    copied = []
    for source, target in FILES.items():
        path = ROOT / target
        if not path.suffix:
            path = path / Path(source).name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, path)
        copied.append(path)
    for icon in ICONS:
        path = ROOT / "static/icons" / f"{icon}.svg"
        path.write_text(slim((modules / "lucide-static/icons" / f"{icon}.svg").read_text()))
        copied.append(path)
    return copied


def slim(svg: str) -> str:
    """One line, our class, sizes left to the style sheet."""
    body = re.search(r"<svg[^>]*>(.*)</svg>", svg, flags=re.DOTALL)
    if not body:
        raise ValueError("This is not an SVG.")
    shapes = re.sub(r"\s+", " ", body[1]).replace(" />", "/>").replace("> <", "><").strip()
    return (
        '<svg class="icon" xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" '
        f'stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{shapes}</svg>\n'
    )


def check() -> int:
    """Name every file that is not the one that was copied."""
    wrong = []
    for line in CHECKSUMS.read_text().splitlines():
        expected, name = line.split("  ", 1)
        path = ROOT / name
        if not path.exists() or digest(path) != expected:
            wrong.append(name)
    for name in wrong:
        print(f"differs from the checksum list: {name}", file=sys.stderr)
    return 1 if wrong else 0


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
