"""The same requests from inside the logged-in page, without any toolkit: batches of 25 cases, four at once."""

import base64
from pathlib import Path

from job import BROWSER_ARGUMENTS, Job
from playwright.sync_api import Page, sync_playwright
from playwright_tuned import log_in, numbers

BATCH, AT_ONCE = 25, 4
WORK = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def main() -> None:
    job = Job.given()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=job.browser, args=BROWSER_ARGUMENTS)
        page = browser.new_page()
        log_in(page, job)
        listed = numbers(page, job)
        for first in range(0, len(listed), BATCH):
            work(page, job, listed[first : first + BATCH])
        browser.close()
    job.done()


def work(page: Page, job: Job, batch: list[str]) -> None:
    asked = {"numbers": batch, "labels": job.labels, "draft": job.draft, "atOnce": AT_ONCE}
    for case in page.evaluate(WORK, asked):
        job.note(case["number"], case["fields"], base64.b64decode(case["pdf"]))
        job.compare(case["number"], case["standing"])


if __name__ == "__main__":
    main()
