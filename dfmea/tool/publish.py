"""The report as a page of a site: `python -m dfmea.tool.publish REPORT FOLDER`.

The report is one file, so that it can be sent about. A site with a strict Content-Security-Policy
allows no style and no script inside a page, so both get files of their own. Code and runbooks are
not on the site, so what links to them becomes plain text, and a picture that can be had as a file
only beside the report loses that offer. Needs nothing but Python.
"""

import re
import sys
from pathlib import Path

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
PICTURE = re.compile(r'\s*<a href="[^"]*\.svg">[^<]*</a>')
AWAY = re.compile(r'<a\b[^>]*\bhref="(?!#|https?:)[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
SKIP = re.compile(r'<a class="skip".*?</a>')
BACK = '<nav class="back" aria-label="Site"><a href="/">Back to the shop</a></nav>'
BACK_STYLE = ".back { margin: 1rem 1.25rem 0; font: 0.86rem/1.45 var(--sans); }"
PAGE, STYLES, SCRIPTS = "index.html", "report.css", "report.js"


def publish(report: Path, folder: Path) -> None:
    """Write the report's page, its style and its script into the folder."""
    text = report.read_text()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STYLES).write_text("\n".join([*STYLE.findall(text), BACK_STYLE]))
    (folder / SCRIPTS).write_text("\n".join(SCRIPT.findall(text)))
    # Without an icon named, a browser asks the site for one that it does not have.
    links = f'<link rel="icon" href="data:,"><link rel="stylesheet" href="{STYLES}">'
    text = STYLE.sub(links, text, count=1)
    text = SCRIPT.sub(f'<script defer src="{SCRIPTS}"></script>', text, count=1)
    text = AWAY.sub(r"\1", PICTURE.sub("", text))
    (folder / PAGE).write_text(SKIP.sub(lambda skip: skip[0] + BACK, text, count=1))


if __name__ == "__main__":
    publish(Path(sys.argv[1]), Path(sys.argv[2]))
