"""Selenium 4 with its own waits; Chromium is driven through chromedriver."""

import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from job import BROWSER_ARGUMENTS, LOGIN, START, Job
from selenium.common.exceptions import WebDriverException
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.support import expected_conditions as expected
from selenium.webdriver.support.ui import Select, WebDriverWait

LIMIT = 15
PAGE = 25  # cases on a page of the list


def main() -> None:
    job = Job.given()
    options = ChromeOptions()
    options.binary_location = job.browser
    for argument in ("--headless=new", *BROWSER_ARGUMENTS):
        options.add_argument(argument)
    with TemporaryDirectory() as folder, Chrome(options, ChromeService(shutil.which("chromedriver"))) as driver:
        downloads = {"behavior": "allow", "downloadPath": folder}
        driver.execute_cdp_cmd("Browser.setDownloadBehavior", downloads)
        clerk = Clerk(driver, job, Path(folder))
        clerk.log_in()
        for number in clerk.numbers():
            clerk.work(number)
    job.done()


class Clerk:
    """Works in one browser."""

    def __init__(self, driver: Chrome, job: Job, folder: Path) -> None:
        self._driver = driver
        self._job = job
        self._folder = folder
        # Its own half second between two looks would be most of a case: the shorter one lets it be as fast as it can.
        # A look at a frame that is just being replaced ends chromedriver's command with an error of its own.
        self._wait = WebDriverWait(driver, LIMIT, poll_frequency=0.05, ignored_exceptions=[WebDriverException])

    def log_in(self) -> None:
        self._driver.get(self._job.address + LOGIN)
        self._driver.find_element(By.NAME, "anvandare").send_keys(self._job.user)
        self._driver.find_element(By.NAME, "losenord").send_keys(self._job.password)
        self._driver.find_element(By.CSS_SELECTOR, "input[type=submit]").click()
        self._wait.until(expected.url_contains(START))

    def numbers(self) -> list[str]:
        self._wait.until(expected.frame_to_be_available_and_switch_to_it("inkorg"))
        found: list[str] = []
        while True:
            page, rows = f"sida {len(found) // PAGE + 1} av", min(PAGE, self._job.cases - len(found))
            self._wait.until(expected.text_to_be_present_in_element((By.CLASS_NAME, "liten"), page))
            found += self._wait.until(lambda _, many=rows: self._listed(many))
            if len(found) >= self._job.cases:
                return found
            self._driver.find_element(By.LINK_TEXT, "Nästa").click()

    def _listed(self, many: int) -> list[str]:
        """The numbers on a page of the list once all are there: the line above them comes first."""
        numbers = [link.text for link in self._driver.find_elements(By.CSS_SELECTOR, "table.grid td:first-child a")]
        return numbers if len(numbers) == many else []

    def work(self, number: str) -> None:
        self._driver.get(f"{self._job.address}/arende/{number}")
        self._wait.until(expected.frame_to_be_available_and_switch_to_it("flik"))
        fields = {label: self._driver.find_element(By.XPATH, _beside(label)).text.strip() for label in self._job.labels}
        self._job.note(number, fields, self._downloaded())
        self._driver.find_element(By.LINK_TEXT, "Beslut").click()
        self._fill()
        self._driver.find_element(By.CSS_SELECTOR, "input[value='Spara utkast']").click()
        self._wait.until(expected.alert_is_present()).accept()
        saved = self._wait.until(expected.presence_of_element_located((By.CSS_SELECTOR, "div.klart")))
        self._driver.find_element(By.LINK_TEXT, "Beslut").click()
        self._wait.until(expected.staleness_of(saved))
        standing = self._wait.until(lambda _: self._standing())
        self._job.compare(number, standing)
        self._driver.switch_to.default_content()
        self._driver.find_element(By.CSS_SELECTOR, "input[value='Lämna ärendet']").click()
        self._wait.until(expected.text_to_be_present_in_element((By.TAG_NAME, "h1"), "Ärendet är lämnat"))

    def _fill(self) -> None:
        choice = self._wait.until(expected.presence_of_element_located((By.NAME, "forslag")))
        Select(choice).select_by_visible_text(self._job.draft["forslag"])
        for name in ("motivering", "galler_fran", "galler_till", "anteckning"):
            control = self._driver.find_element(By.NAME, name)
            control.clear()
            control.send_keys(self._job.draft[name])

    def _standing(self) -> dict[str, str]:
        controls = {name: self._driver.find_elements(By.NAME, name) for name in self._job.draft}
        if not all(controls.values()):
            return {}
        return {name: found[0].get_property("value") for name, found in controls.items()}

    def _downloaded(self) -> bytes:
        """The case's file, once it has come whole."""
        link = self._driver.find_element(By.CSS_SELECTOR, "a[href^='/bilaga/']")
        file, until = self._folder / link.text, time.monotonic() + LIMIT
        link.click()
        while not file.exists():
            if time.monotonic() > until:
                raise TimeoutError(f"{file.name} did not come")
            time.sleep(0.02)
        content = file.read_bytes()
        file.unlink()
        return content


def _beside(label: str) -> str:
    return f"//td[@class='l' and text()='{label}:']/following-sibling::td[1]"


if __name__ == "__main__":
    main()
