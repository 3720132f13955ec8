"""The pages in a real browser: frames, postbacks by script, the confirm box, the pop-up window."""

import os
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Dialog, Frame, Page, async_playwright

from robots import browser as installed
from tests.practice.clerk import Clerk

ROOT = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
FIRST = "En förare som går 500 meter"


@pytest_asyncio.fixture
async def chromium() -> AsyncIterator[Browser]:
    """The browser of this machine."""
    found = installed.find()
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=found.program, channel=found.channel, args=ROOT)
        yield started
        await started.close()


@pytest_asyncio.fixture
async def page(chromium: Browser, clerk: Clerk) -> Page:
    """A window of the robot's, logged in."""
    context = await chromium.new_context(base_url=clerk.address)
    page = await context.new_page()
    await page.goto("/")
    await page.locator("[name=anvandare]").fill("robot")
    await page.locator("[name=losenord]").fill("robot-ovning")
    await page.get_by_role("button", name="Logga in").click()
    await page.wait_for_url("**/start")
    return page


async def case_frame(page: Page, number: str) -> Frame:
    """The iframe of a case opened in the whole window."""
    await page.goto(f"/arende/{number}")
    element = await page.wait_for_selector("iframe[name=flik]")
    assert element is not None
    frame = await element.content_frame()
    assert frame is not None
    return frame


async def test_a_case_is_reached_through_the_frames(page: Page) -> None:
    inbox = page.frame_locator("frame[name=inkorg]")
    await inbox.get_by_role("link", name="Nästa").click()
    await inbox.get_by_text("60 ärenden, sida 2 av 3").wait_for()
    link = inbox.locator("table.grid a").first
    number = await link.inner_text()
    await link.click()
    work = page.frame_locator("frame[name=arbetsyta]")
    await work.get_by_role("heading", name=f"Ärende {number}").wait_for()
    tab = work.frame_locator("iframe[name=flik]")
    await tab.get_by_role("link", name="Underlag").click()
    await tab.get_by_role("heading", name="Underlag").wait_for()


async def test_a_draft_is_saved_only_when_the_confirm_box_is_accepted(page: Page, clerk: Clerk) -> None:
    frame = await case_frame(page, clerk.number_of(FIRST))
    await frame.get_by_role("link", name="Beslut").click()
    reasons = frame.locator("[name=motivering]")
    await reasons.fill("Sökanden går 500 meter – på gränsen.\nBifall.")
    asked: list[str] = []

    async def dismiss(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await dialog.dismiss()

    page.once("dialog", dismiss)
    await frame.get_by_role("button", name="Spara utkast").click()
    assert asked == ["Spara utkastet?"]
    assert clerk.account()["draft_saves"] == {}
    page.once("dialog", Dialog.accept)
    await frame.get_by_role("button", name="Spara utkast").click()
    await frame.get_by_text("Utkast sparat").wait_for()
    assert await reasons.input_value() == "Sökanden går 500 meter – på gränsen.\nBifall."
    assert clerk.account()["draft_saves"] == {"robot": 1}


async def test_a_certificate_opens_in_a_window_of_its_own(page: Page, clerk: Clerk) -> None:
    number = next(
        number
        for number in clerk.account("facit")["cases"]
        if "visaBilaga" in clerk.send(clerk.get(f"/arende/{number}/flik"), "flik", "2").text
    )
    frame = await case_frame(page, number)
    await frame.get_by_role("link", name="Underlag").click()
    async with page.expect_popup() as opened:
        await frame.get_by_role("link", name="lakarintyg").click()
    window = await opened.value
    await window.get_by_role("link", name="Hämta").wait_for()
    assert "/bilaga/visa?id=" in window.url
