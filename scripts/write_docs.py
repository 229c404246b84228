"""`make docs`: writes what is generated in the documentation anew, and checks that every link leads somewhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from baton.connectors.registry import settings_table  # noqa: E402
from baton.handoff.package import json_schema  # noqa: E402

SETTINGS = ROOT / "docs" / "settings.md"
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.*)$", re.M)
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.M | re.S)


def write_settings() -> None:
    """Put the table of the settings where that of the last time is."""
    text = SETTINGS.read_text(encoding="utf-8")
    rows = re.compile(r"^\| setting \| default \|.*\n(?:\|.*\n?)*", re.M)
    SETTINGS.write_text(rows.sub(lambda _: settings_table(), text, count=1), encoding="utf-8")


def write_schema() -> None:
    """Write the published schema, unless it says the same already."""
    generated = json_schema.generate()
    if json.loads(json_schema.FILE.read_text(encoding="utf-8")) != generated:
        json_schema.FILE.write_text(json.dumps(generated, indent=2) + "\n", encoding="utf-8")


def broken_links() -> list[str]:
    """Links of the Markdown files to a file or a heading that is not there, as `file: link`."""
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    broken = []
    for page in [ROOT / name for name in listed.stdout.split()]:
        for link in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:", link):
                continue  # another server's page
            name, _, anchor = link.partition("#")
            target = page.parent / name if name else page
            if not target.exists() or (anchor and target.suffix == ".md" and anchor not in _anchors(target)):
                broken.append(f"{page.relative_to(ROOT)}: {link}")
    return broken


def _anchors(page: Path) -> set[str]:
    """The anchors that a page's headings have on the usual forges."""
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


if __name__ == "__main__":
    write_settings()
    write_schema()
    problems = broken_links()
    print("\n".join(problems) or "docs: written, and every link leads somewhere")
    sys.exit(bool(problems))
