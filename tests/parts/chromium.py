"""Finds a Chromium: the named one, the system's, or npm's packed one; never downloads a browser by itself."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.parts.locks import locked
from tests.parts.places import BASE_DIR
from tests.parts.processes import PartMissing

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NPM_PACKAGE = "@sparticuz/chromium@147"
NPM_FOLDER = BASE_DIR / "var" / "chromium"
UNPACK = "import('@sparticuz/chromium').then(async ({default: c}) => console.log(await c.executablePath()))"
FLAGS = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
]
WANTED = (
    "no Chromium was found: set CHROMIUM to its path, or `apt-get install chromium`, or have npm (Node 20 or later) on "
    "the PATH, from which it is then fetched into var/."
)


def find_chromium() -> str:
    """Return the path of a Chromium; raises PartMissing with a sentence on how to get one."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not Path(named).is_file():
            raise PartMissing(f"CHROMIUM names {named}, which is not there.")
        return named
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or _from_npm()


def _from_npm() -> str:
    npm, node = shutil.which("npm"), shutil.which("node")
    if not (npm and node):
        raise PartMissing(WANTED)
    with locked(NPM_FOLDER / "lock"):
        unpacked = NPM_FOLDER / "unpacked"
        if not (unpacked / "chromium").is_file():
            unpacked.mkdir(parents=True, exist_ok=True)
            (NPM_FOLDER / "package.json").write_text('{"private": true, "type": "module"}', encoding="utf-8")
            _run([npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", NPM_PACKAGE])
            _run([node, "--input-type=module", "--eval", UNPACK])
        return str(unpacked / "chromium")


def _run(command: list[str]) -> None:
    environment = {**os.environ, "TMPDIR": str(NPM_FOLDER / "unpacked")}
    done = subprocess.run(command, cwd=NPM_FOLDER, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise PartMissing(f"{WANTED} npm's could not be fetched either: {' '.join(last)}")
