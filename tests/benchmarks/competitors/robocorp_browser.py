"""robocorp-browser, whose pages are Playwright's: python -m robocorp.tasks run robocorp_browser.py -t work -- --job JOB

What is done in a page is what most people write there; the task, the browser, and the log of it all are robocorp's.
"""

import playwright_raw
from job import BROWSER_ARGUMENTS, Job
from robocorp import browser
from robocorp.browser import _context
from robocorp.tasks import task


@task
def work(job: str) -> None:
    """Prepare every new case."""
    given = Job.read_from(job)
    browser.configure(headless=True, install=False)
    # Its own door starts no other browser than the one it downloads itself; this one is cached for all that follows.
    _context.browser(executable_path=given.browser, args=BROWSER_ARGUMENTS)
    page = browser.page()
    playwright_raw.log_in(page, given)
    for number in playwright_raw.numbers(page, given):
        playwright_raw.work(page, given, number)
    given.done()
