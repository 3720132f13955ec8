"""Learning a case system from its pages: log in, walk its inbox and some cases reading only, and propose a description.

entrance (the login) -> walk (bounded, GETs only) -> inbox -> screens -> fields and drafts -> proposal -> writing
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

from playwright.async_api import Browser
from playwright.async_api import Page as BrowserPage

from robots.errors import ConfigError
from robots.systems.apart import Apart
from robots.systems.firewall import Firewall
from robots.systems.learning.cases import MayPress, see_case
from robots.systems.learning.choosing import Purpose
from robots.systems.learning.described import Learned, distinct
from robots.systems.learning.drafts import find_drafts
from robots.systems.learning.entrance import Entrance, find_challenge, find_entrance, log_in, policy, sketch
from robots.systems.learning.inbox import Inbox
from robots.systems.learning.marking import with_marks
from robots.systems.learning.pages import Page
from robots.systems.learning.sampling import sample
from robots.systems.learning.screens import Screens
from robots.systems.learning.seeking import find_inbox
from robots.systems.learning.walk import EARLY, Bounds, Walk
from robots.systems.learning.wording import LOGIN, holds
from robots.systems.listing import spread
from robots.systems.permit import Policy
from robots.systems.window import Window

BOUNDS = Bounds()
SAMPLE = 3  # cases that a proposal is made of
NO_LOGIN = (
    "There is no login form on that page: a visible text field, a password, and a button. Give the login page's own "
    "address."
)
NO_CASE = "None of the cases that the list leads to could be opened."

PickInbox = Callable[[Sequence[Inbox]], Inbox]
"""A person's word on which list is the inbox, the likeliest first."""


async def learn(
    browser: Browser,
    firewall: Firewall,
    address: str,
    name: str,
    user: str,
    password: str,
    *,
    inbox: str | None = None,
    purpose: Purpose | None = None,
    may_press: MayPress,
    pick: PickInbox,
    bounds: Bounds = BOUNDS,
) -> Learned:
    """Log in once, walk, and sort what was seen.

    Args:
        browser: Behind its firewall.
        firewall: Lets out reads of the system's own address, the one login, and what a person allowed.
        address: Where the system's login page stands.
        name: What the system is to be called.
        user: Of the robot's own account.
        password: Of that account; tried once.
        inbox: The address of the list of cases, where a person gave it.
        purpose: The flow whose cases are opened; without, the commonest kind.
        may_press: Whether a tab that sends something may be pressed.
        pick: Which of the lists found is the inbox.
        bounds: How far the walk may go.

    Raises:
        ConfigError: There is no login form, no list, or no case.
        LoginRefused: The credentials were refused; they are not tried again.
        SystemDown: Nothing answers at the address.
    """
    context = await browser.new_context(service_workers="block", accept_downloads=False, locale="sv-SE")
    apart = Apart()
    try:
        await context.add_init_script(EARLY)
        page = await context.new_page()
        entered = await _enter(page, apart, firewall, address, name, user, password, bounds)
        with _admitted(firewall, policy(address)):
            return await _see(entered, firewall, name, address, user, inbox, purpose, may_press, pick)
    finally:
        await apart.close()
        await context.close()


@dataclass(frozen=True)
class _Entered:
    """Logged in: the walk from here on, how it got in, and what stood there first."""

    walk: Walk
    entrance: Entrance
    start: Page


async def _enter(
    page: BrowserPage,
    apart: Apart,
    firewall: Firewall,
    address: str,
    name: str,
    user: str,
    password: str,
    bounds: Bounds,
) -> _Entered:
    walk = Walk(Window(page, sketch(name, address), apart), bounds)
    with _admitted(firewall, policy(address)):
        entrance = await _entrance(walk, firewall, address)
    walk = Walk(Window(page, sketch(name, address, user, entrance.described), apart), bounds)
    with _admitted(firewall, walk.window.system.description.policy):
        await log_in(walk, firewall, password)
        return _Entered(walk, entrance, await walk.look())


async def _entrance(walk: Walk, firewall: Firewall, address: str) -> Entrance:
    """The login form of the address, or of the page that its link to the login leads to; or the browser's own."""
    page = await walk.open(address)
    if page is None:
        if asked := await find_challenge(walk, firewall, address):
            return asked
        page = await walk.look()  # a page that refuses strangers has a link to the login all the same
    if found := next(filter(None, map(find_entrance, page.panes)), None):
        return found
    for link in [link for pane in page.panes for link in pane.links if link.plain and holds(link.text, LOGIN)][:1]:
        if asked := await find_challenge(walk, firewall, link.address):
            return asked
        there = await walk.look()
        if found := next(filter(None, map(find_entrance, there.panes)), None):
            return found
    raise ConfigError(NO_LOGIN)


async def _see(
    entered: _Entered,
    firewall: Firewall,
    name: str,
    address: str,
    user: str,
    inbox: str | None,
    purpose: Purpose | None,
    may_press: MayPress,
    pick: PickInbox,
) -> Learned:
    walk = entered.walk
    given = urljoin(address, inbox) if inbox else None
    found = pick(await find_inbox(walk, entered.start, given))
    found = await with_marks(walk, found, (found.shown,) if found.shown else ())
    screens = Screens(found)

    opened = 0
    for row in spread(sample(found, purpose), SAMPLE):
        if opened == SAMPLE or walk.over:
            break
        opened += await see_case(
            walk, found, row, screens, may_press, lambda send: _admitted(firewall, policy(address, send))
        )
    if not opened:
        raise ConfigError(NO_CASE)
    seen = distinct(screens)
    return Learned(
        name, address, user, entered.entrance, entered.start, found, screens, tuple(find_drafts(seen)), seen, walk.pages
    )


@contextmanager
def _admitted(firewall: Firewall, allowing: Policy) -> Iterator[None]:
    firewall.admit(allowing)
    try:
        yield
    finally:
        firewall.dismiss(allowing)
