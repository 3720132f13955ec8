"""The contract of a case system at work: each run holds its pages against it, and a person accepts it."""

from __future__ import annotations

from dataclasses import replace

from loguru import logger

from robots.cases import AcceptedContract, Store
from robots.errors import ConfigError, LoginRefused, RobotError, ScreenChanged, SystemClosed
from robots.redaction import redacted
from robots.settings import SAMPLE, Home
from robots.systems.contract import Contract, Held
from robots.systems.description import SystemFile
from robots.systems.vocabulary import Vocabulary
from robots.work.checking import Checked, check_pages, open_checked
from robots.work.credentials import credentials_for, note_refusal
from robots.work.ledger import Ledger
from robots.work.pacing import turns


def in_force(store: Store, system: str) -> Contract | None:
    """What a person accepted last; None where nobody has."""
    accepted = store.contract(system)
    return Contract.model_validate_json(accepted.screens) if accepted else None


def watched(store: Store, system: SystemFile) -> SystemFile:
    """The system with its contract, against which every page is held; without one a robot goes by labels alone."""
    contract = in_force(store, system.name)
    if contract is None:
        logger.warning(
            "nobody has accepted what the screens of {} look like; without that a robot goes by labels alone, and is "
            "slower: every page is shown. To accept it: run.py check {} --accept",
            system.name,
            system.name,
        )
        return system
    return replace(system, watch=Held(contract))


async def note(ledger: Ledger, system: SystemFile, browser: str) -> None:
    """Note what a run met that is otherwise than accepted and touches no field of ours, each once.

    Args:
        ledger: The store.
        system: As the run worked it.
        browser: The version of its browser, where one was started.
    """
    if not isinstance(system.watch, Held):
        return
    says = [change.noted for change in system.watch.notes]
    accepted = system.watch.contract.browser
    if browser and accepted and browser != accepted:
        says.append(f"the browser is version {browser}; what was accepted was seen by {accepted}.")
    for one in says:
        if await ledger(ledger.store.note_change, system.name, one):
            logger.warning("{} has changed where no field of ours is touched: {}", system.name, one)


async def check(
    home: Home, ledger: Ledger, name: str, *, cases: int | None = None, environment: str | None = None
) -> Checked:
    """Check a system's description, flows and real pages against each other and the contract, at its owner's pace.

    Args:
        home: The home folder.
        ledger: The store.
        name: The system.
        cases: How many of each flow are read; a few without.
        environment: One of its environments, to be checked instead of the system itself.

    Raises:
        ConfigError: Description and flows do not agree, or the password was refused before; no page was opened.
        LoginRefused: The password was refused; that is noted.
        StopAsked, SystemClosed: No page was opened, or no more.
    """
    system, flows = open_checked(home, name, environment)
    credentials = await ledger(credentials_for, home, system, ledger.store)
    contract, turn = await ledger(in_force, ledger.store, name), turns(system, ledger)
    try:
        return await check_pages(home, system, flows, credentials, cases=cases or SAMPLE, contract=contract, turn=turn)
    except LoginRefused as refused:
        await ledger(note_refusal, home, refused, credentials, ledger.store)
        raise


async def check_all(home: Home, ledger: Ledger) -> None:
    """Check each system that a robot works; where one has changed, none of its robots begins until a person acts.

    One system's trouble keeps no other from being checked. What is seen but once is not believed.
    """
    for name in home.worked_systems:
        try:
            seen = await check(home, ledger, name)
            if seen.troubles:
                seen = await check(home, ledger, name)
        except SystemClosed as closed:
            logger.info("{} was not checked: {}", name, closed)
        except (RobotError, ConfigError) as trouble:
            logger.error("{} could not be checked: {}", name, trouble)
        else:
            await _told(ledger, seen)


async def _told(ledger: Ledger, seen: Checked) -> None:
    store, system = ledger.store, seen.system
    for change in seen.notes:
        await ledger(store.note_change, system.name, change.noted)
    try:
        seen.refuse()
    except ScreenChanged as change:
        logger.error("{}", change)
        says, about = redacted(str(change)), {"description": system.sha256, "browser": seen.browser}
        await ledger(store.open_breaker, system.name, cause=type(change).__name__, says=says, rest=None, **about)
    else:
        logger.info("{}: {} cases were read, and nothing that is ours has changed", system.name, seen.cases)


def accept(store: Store, checked: Checked, *, by: str, healed: str = "") -> AcceptedContract:
    """Accept what a check has seen: from now on every page is held against it.

    What it saw nothing of, as where the inbox had no such case, stays as it was accepted before.

    Args:
        store: The store.
        checked: What was seen.
        by: Who accepts.
        healed: What was changed of the description with it, if anything was.

    Raises:
        ScreenChanged: A screen does not fit the description; nothing was accepted.
    """
    system = checked.system
    if checked.complaints:
        raise ScreenChanged("\n".join(("Nothing was accepted.", *checked.complaints)))
    before = in_force(store, system.name) or Contract()
    words = Vocabulary(system.description).words
    screens = {name: layout.vouched(words) for name, layout in checked.screens.items()}
    contract = Contract(browser=checked.browser, screens={**before.screens, **screens})
    return store.accept_contract(
        system.name,
        contract.model_dump_json(exclude_unset=True),
        by=by,
        cases=checked.cases,
        browser=checked.browser,
        description=system.sha256,
        healed=healed,
    )
