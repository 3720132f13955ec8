"""Raw Playwright as most people write it: a locator call a field."""

from pathlib import Path

from job import BROWSER_ARGUMENTS, LOGIN, START, Job
from playwright.sync_api import FrameLocator, Page, sync_playwright


def main() -> None:
    job = Job.given()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=job.browser, args=BROWSER_ARGUMENTS)
        page = browser.new_page()
        log_in(page, job)
        for number in numbers(page, job):
            work(page, job, number)
        browser.close()
    job.done()


def log_in(page: Page, job: Job) -> None:
    page.goto(job.address + LOGIN)
    page.locator("input[name=anvandare]").fill(job.user)
    page.locator("input[name=losenord]").fill(job.password)
    page.locator("input[type=submit]").click()
    page.wait_for_url("**" + START)


def numbers(page: Page, job: Job) -> list[str]:
    inbox = page.frame_locator("frame[name=inkorg]")
    found: list[str] = []
    while True:
        inbox.locator(".liten", has_text=f"sida {len(found) // 25 + 1} av").wait_for()
        found += inbox.locator("table.grid td:first-child a").all_inner_texts()
        if len(found) >= job.cases:
            return found
        inbox.get_by_role("link", name="Nästa").click()


def work(page: Page, job: Job, number: str) -> None:
    page.goto(f"{job.address}/arende/{number}")
    tab = page.frame_locator("iframe[name=flik]")
    fields = {
        label: tab.locator(f"//td[@class='l' and text()='{label}:']/following-sibling::td[1]").inner_text().strip()
        for label in job.labels
    }
    with page.expect_download() as download:
        tab.locator("a[href^='/bilaga/']").click()
    job.note(number, fields, Path(download.value.path()).read_bytes())
    tab.get_by_role("link", name="Beslut").click()
    tab.locator("select[name=forslag]").select_option(job.draft["forslag"])
    for name in ("motivering", "galler_fran", "galler_till", "anteckning"):
        tab.locator(f"[name={name}]").fill(job.draft[name])
    page.once("dialog", lambda dialog: dialog.accept())
    tab.get_by_role("button", name="Spara utkast").click()
    tab.get_by_text("Utkast sparat").wait_for()
    read_back(tab, job, number)
    page.get_by_role("button", name="Lämna ärendet").click()
    page.get_by_text("Ärendet är lämnat").wait_for()


def read_back(tab: FrameLocator, job: Job, number: str) -> None:
    tab.get_by_role("link", name="Beslut").click()
    tab.get_by_text("Utkast sparat").wait_for(state="detached")  # the form is there anew
    job.compare(number, {name: tab.locator(f"[name={name}]").input_value() for name in job.draft})


if __name__ == "__main__":
    main()
