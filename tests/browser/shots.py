"""Take the picture of the READMEs from a running server: ``python tests/browser/shots.py http://127.0.0.1:8800``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "chat.png"
NEED = "我们厂做汽车保险杠注塑件，表面总有银纹，良率只有92%，想提高到98%以上，预算50万，半年内要解决，最好找省内高校"


def shoot(browser: Browser, origin: str) -> None:
    """Ask the standard need and keep a picture of the answer's first screen."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.goto(origin)
    page.wait_for_selector(".welcome")
    page.fill("#text", NEED)
    page.click("#send")
    page.wait_for_selector("article.answer")
    page.evaluate("document.querySelector('.said').scrollIntoView(); document.activeElement.blur()")
    page.screenshot(path=PICTURE)
    page.close()


def main(origin: str) -> None:
    """Write the picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        shoot(browser, origin)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
