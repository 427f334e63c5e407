"""Take the pictures of report.html that the README shows: docs/images/*.png.

    python dev/screenshots.py FOLDER

FOLDER is that of a run, over seeds-local/ say. It needs Debian's chromium and the extra ``dev``.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from claimextract.folder import RunFolder
from claimextract.report import render

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"


def main() -> None:
    """Write the page of the run to a temporary file, and take two pictures of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    home = RunFolder(parser.parse_args().folder)
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no chromium: apt-get install chromium")
    rows = home.read_rows()
    html = render(rows, home.read_claims(), home.read_documents(), home.read_rejected(), home.read_run())
    first = min(rows, key=lambda row: ("disputed", "corroborated", "superseded", "single-source").index(row.status))
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as tool:
        page = Path(name) / "report.html"
        page.write_text(html, encoding="utf-8")
        browser = tool.chromium.launch(executable_path=chromium, args=["--disable-lcd-text"])
        _take(browser, page.as_uri(), "explorer-glance", "h1")
        _take(browser, f"{page.as_uri()}#row={first.row_id}", "explorer-row", "#heading")
        browser.close()


def _take(browser: Browser, address: str, name: str, first: str) -> None:
    """The part of the page that begins with the element ``first`` (a CSS selector)."""
    page = browser.new_page(viewport={"width": 1080, "height": 680}, color_scheme="light", reduced_motion="reduce")
    page.goto(address)
    page.evaluate(
        """first => {
      document.activeElement?.blur();
      document.querySelector(first).scrollIntoView();
    }""",
        first,
    )
    target = IMAGES / f"{name}.png"
    page.screenshot(path=target)
    page.close()
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
