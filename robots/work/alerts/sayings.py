"""What is said of each kind of alert: a headline, what it means, and the next command to type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from robots.cases.alerts import Alert
from robots.settings import AlertKind
from robots.words import Words


@dataclass(frozen=True)
class Saying:
    """The words for one kind. {about} is a robot or a system, {title} a system as its users call it."""

    headline: str
    means: str
    command: str
    dated: bool = True  # since when is worth a word of its own


SAYINGS: Mapping[str, Saying] = {
    AlertKind.LATE: Saying(
        "{about} did not start at {since}",
        "No run has begun since. The service may be down, or something holds it up.",
        "run.py doctor",
        dated=False,
    ),
    AlertKind.STOP: Saying(
        "STOP stands since {since}, and no robot works",
        "That is so until the file STOP is removed from the home folder. Whoever put it there should know why.",
        "run.py status",
        dated=False,
    ),
    AlertKind.DOWN: Saying(
        "{title} does not answer",
        "Its robots stand still. Nothing is lost: they go on once it answers.",
        "run.py check {about}",
    ),
    AlertKind.LOGIN: Saying(
        "{title} refused the robots' password",
        "It is not sent again, so that the account is not locked. Its robots stand still until a new one is set.",
        "run.py secret set {secret}",
    ),
    AlertKind.SESSION: Saying(
        "{title} has ended the session that a person began for the robots",
        "Its robots stand still until a person has logged their account in anew.",
        "run.py login {about}",
    ),
    AlertKind.SCREEN: Saying(
        "{title} has changed: a screen is not as described",
        "Nothing was guessed and nothing is written there. Its robots stand still until the description fits again.",
        "run.py heal {about}",
    ),
    AlertKind.BREAKER: Saying(
        "{title} is left alone after repeated faults",
        "Its robots stand still until a try goes well.",
        "run.py check {about}",
    ),
    AlertKind.BLOCKED: Saying(
        "{about}: the write firewall stopped a save",
        "Nothing was written. What was to be sent is not what the description allows.",
        "run.py status",
    ),
    AlertKind.LEAKS: Saying(
        "the write firewall leaks, and no robot starts",
        "A forbidden request came through when it was tried, as can happen with another version of the browser.",
        "run.py doctor",
    ),
    AlertKind.ALTERED: Saying(
        "{about} saves no more drafts: the case system alters them",
        "The same field came out otherwise than it was saved in several drafts. The robot works in shadow from now on.",
        "run.py cases --state handed_over --robot {about}",
    ),
    AlertKind.CONFIG: Saying(
        "{about} cannot start: config, rules or a secret must be mended",
        "It ended with {outcome} before any case was opened. No case is lost.",
        "run.py doctor",
    ),
    AlertKind.FAULT: Saying(
        "{about} was ended by a fault",
        "It broke off with {outcome}. No case is lost: the next run goes on from the last step that was recorded.",
        "run.py status",
    ),
    AlertKind.SILENT: Saying(
        "{about} has given no sign of life since {since}",
        "Its run neither ended nor took a step: it was killed, or hangs. No case is lost.",
        "run.py status",
        dated=False,
    ),
    AlertKind.HAND_OVERS: Saying(
        "{about} hands over more than usual: {now} %, and as a rule {rule} %",
        "It was {handed} of {cases} cases since {day}, and {usual} of {before} in the four weeks before. "
        "By chance so many come less than once in ten thousand times.",
        "run.py cases --state handed_over --robot {about}",
        dated=False,
    ),
    AlertKind.NOTHING: Saying(
        "{about} has found no new case on {days} days in a row",
        "The most in a row in the eight weeks before: {longest}. Is its inbox what it should be?",
        "run.py check {system}",
    ),
    AlertKind.FAILED: Saying(
        "{about}: {cases} cases have failed",
        "They rest until somebody has seen why and asks for a retry.",
        "run.py cases --state failed --robot {about}",
    ),
    AlertKind.PASSWORD: Saying(
        "the robots' password for {title} expires on {day} (days left: {days})",
        "Change it in the case system first, then keep the new one here. Else the robots are refused from that day.",
        "run.py secret set {secret}",
        dated=False,
    ),
    AlertKind.BACKUP: Saying(
        "no backup since {since}",
        "One is awaited at least every {days} days.",
        "run.py backup FILE",
        dated=False,
    ),
    AlertKind.BACKUP_FAILED: Saying(
        "the backup at {since} failed",
        "No file was written. Who gave the command was told why; the machine's journal knows where that was a timer.",
        "run.py backup FILE",
        dated=False,
    ),
    AlertKind.ROOM: Saying(
        "only {free} MB are free on the disk",
        "Without room the store cannot grow, and the robots stop.",
        "run.py purge --dry-run",
    ),
    AlertKind.WATCH: Saying(
        "the robots cannot be watched",
        "The store does not answer, or something fails with it. No other alert comes meanwhile; the log says why.",
        "run.py doctor",
    ),
}


def headline(say: Words, alert: Alert, title: str, since: str) -> str:
    """What is wrong, in a few words."""
    return say(SAYINGS[alert.kind].headline, **_blanks(alert, title, since))


def means(say: Words, alert: Alert, title: str, since: str) -> str:
    """Since when, and what that means."""
    saying = SAYINGS[alert.kind]
    meaning = say(saying.means, **_blanks(alert, title, since))
    if probe := alert.figures.get("probe"):
        meaning = f"{meaning} {say('Next try: {probe}.', probe=probe)}"
    return say("Since {since}. {meaning}", since=since, meaning=meaning) if saying.dated else meaning


def command(alert: Alert) -> str:
    """What to type next."""
    return SAYINGS[alert.kind].command.format(**_blanks(alert, "", ""))


def _blanks(alert: Alert, title: str, since: str) -> Mapping[str, object]:
    return {"about": alert.about, "title": title or alert.about, "since": since, **alert.figures}
