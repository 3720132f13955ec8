"""Raw Playwright, tuned: one evaluate a form, presses by script, files beside the page, one page for all cases."""

from job import BROWSER_ARGUMENTS, LOGIN, START, Job
from playwright.sync_api import Frame, Page, sync_playwright

READ = """() => {
    const fields = {};
    for (const label of document.querySelectorAll('td.l'))
        fields[label.textContent.trim().slice(0, -1)] = label.nextElementSibling.textContent.trim();
    return [fields, document.querySelector("a[href^='/bilaga/']").href];
}"""
FILL = "values => { for (const name in values) document.forms[0][name].value = values[name]; }"
STANDING = "names => Object.fromEntries(names.map(name => [name, document.forms[0][name].value]))"
PRESS = "value => document.querySelector(`input[type=button][value='${value}']`).click()"
TAB = "title => [...document.querySelectorAll('table.flikar a')].find(one => one.textContent == title).click()"
LIST = """() => [...document.querySelectorAll('table.grid tr td:first-child a')].map(one => one.textContent)"""
NEXT = "() => [...document.querySelectorAll('div.bladdring a')].at(-1).click()"


def main() -> None:
    job = Job.given()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=job.browser, args=BROWSER_ARGUMENTS)
        page = browser.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        log_in(page, job)
        for number in numbers(page, job):
            work(page, job, number)
        browser.close()
    job.done()


def log_in(page: Page, job: Job) -> None:
    page.goto(job.address + LOGIN)
    page.fill("input[name=anvandare]", job.user)
    page.fill("input[name=losenord]", job.password)
    page.click("input[type=submit]")
    page.wait_for_url("**" + START)


def numbers(page: Page, job: Job) -> list[str]:
    inbox = framed(page, "inkorg")
    found: list[str] = inbox.evaluate(LIST)
    while len(found) < job.cases:
        with inbox.expect_navigation():
            inbox.evaluate(NEXT)
        found += inbox.evaluate(LIST)
    return found


def work(page: Page, job: Job, number: str) -> None:
    page.goto(f"{job.address}/arende/{number}")
    tab = framed(page, "flik")
    read, file = tab.evaluate(READ)
    pdf = page.context.request.get(file).body()
    job.note(number, {label: read[label] for label in job.labels}, pdf)
    answered(tab, TAB, "Beslut")
    tab.evaluate(FILL, job.draft)
    answered(tab, PRESS, "Spara utkast")
    if "Utkast sparat" not in tab.evaluate("() => document.querySelector('div.klart')?.textContent ?? ''"):
        raise AssertionError(f"{number}: the save gave no sign of success")
    answered(tab, TAB, "Beslut")
    job.compare(number, tab.evaluate(STANDING, list(job.draft)))
    answered(page.main_frame, PRESS, "Lämna ärendet")


def answered(frame: Frame, script: str, what: str) -> None:
    """Press something, and wait for the page that answers."""
    with frame.expect_navigation():
        frame.evaluate(script, what)


def framed(page: Page, name: str) -> Frame:
    frame = page.frame(name)
    assert frame is not None
    return frame


if __name__ == "__main__":
    main()
