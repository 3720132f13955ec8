"""What was learned, put together as a description, and what is not sure about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from robots.systems.learning.cases import MayPress
from robots.systems.learning.choosing import Chosen, Purpose, choose
from robots.systems.learning.described import Described, Keys, Learned
from robots.systems.learning.drafted import draft_of
from robots.systems.learning.drafts import Dangers, dangers, leaving
from robots.systems.learning.fields import Found
from robots.systems.learning.guessing import slug
from robots.systems.learning.listed import inbox_of, named_column
from robots.systems.learning.meaning import Wanted
from robots.systems.learning.pressing import pressed
from robots.systems.learning.sampling import rows_of
from robots.systems.learning.screens import Screen, told_of
from robots.systems.learning.wording import LOGOUT, NO, PROTECTED, holds
from robots.systems.request import origin_of

REFUSED = (
    "no wrong password was tried: until you know what the system says to one, a login page that still stands there "
    "counts as a refusal"
)
FOLLOWED = "the id in a case's address is taken from its row's link: make sure that it lasts as long as the case"
OPAQUE = "the address of a case does not hold the number that the list shows; this is a guess"
FINE = "what may stand there where a robot may read on: nothing else was seen"
ANY_ROW = "which rows belong to the flow? So far all of them"
MAIN = "case"
EDITED = "a page to change the case on, which is only looked at: make sure that opening it takes no lock"
NEVER_FIRST = "all that decides, deletes or sends, by the words on it: add what is missing"


def describe(learned: Learned, purpose: Purpose | None, may_press: MayPress) -> Described:
    """The description that is proposed.

    Args:
        learned: What the walk saw.
        purpose: The flow that it is for: its fields are written, the others stand as comments; all without.
        may_press: Whether a person allowed a button that sends something to be pressed.
    """
    out = Described()
    inbox, at = learned.inbox, urlsplit(learned.address)
    pane = inbox.pane
    out.tree = {
        "system": learned.name,
        "title": pane.title.partition(" - ")[0].strip() or learned.name,
        "authority": learned.authority or "?",
        "address": f"{at.scheme}://{at.netloc}",
        **({"charset": pane.charset} if pane.charset not in ("utf-8", "utf8") else {}),
        "account": {"user": learned.user, "secret": f"{learned.name}.password"},
        "limits": {"at_once": 1, "wait": 15.0},
        "login": _login(learned),
    }
    if learned.authority is None:
        out.doubt(("authority",), "which board (nämnd) does it belong to?")
    if "refused" in out.tree["login"]:
        out.doubt(("login", "refused"), REFUSED)
    if logout := _logout(learned):
        out.tree["logout"] = logout
    out.tree["inbox"] = inbox_of(out, inbox)
    flow = purpose.flow if purpose else learned.name
    out.tree["cases"] = {flow: _case(out, learned, purpose, flow, may_press)}
    kept = _pressed(out.tree)
    found = dangers(learned.seen, kept, learned.drafts[0].save if learned.drafts else None)
    sends = [*found.send, *(learned.drafts[0].tells if learned.drafts else ()), *out.deciding]
    out.tree["never"] = {"press": list(found.press), **({"send": sends} if sends else {})}
    out.doubt(("never",), NEVER_FIRST)
    _told_apart(out, found)
    return out


def _login(learned: Learned) -> dict[str, Any]:
    """The way in; a heading that also stands on the pages behind it proves nothing, and is left out."""
    behind = {
        text for pane in learned.start.panes for text in (*pane.headings, *(place.label for place in pane.places))
    }
    said, lands = dict(learned.entrance.described), urlsplit(learned.start.url).path
    if "by" in said:
        return {**said, "lands": lands}
    if said.get("heading") in behind:
        del said["heading"]
    stands = next((text for text in learned.entrance.stands if text not in behind), said["press"])
    return {**said, "lands": lands, "refused": stands}


def _logout(learned: Learned) -> str | dict[str, Any] | None:
    """The link that logs out, with as little in its query as says so; else the button on the list's page."""
    for pane in (*learned.start.panes, *learned.inbox.page.panes):
        for link in pane.links:
            parts = urlsplit(link.address)
            if not link.plain or origin_of(link.address) != origin_of(learned.address):
                continue
            if holds(f"{link.text} {parts.path} {parts.query}", LOGOUT):
                kept = [pair for pair in parts.query.split("&") if holds(pair, LOGOUT)] or parts.query.split("&")
                return parts.path + (f"?{'&'.join(kept)}" if parts.query else "")
    for pane in learned.inbox.page.panes:
        for button in pane.buttons:
            send = pressed(pane, button)
            if holds(button.text, LOGOUT) and send.sends and send.sure:
                return send.described
    return None


def _case(out: Described, learned: Learned, purpose: Purpose | None, flow: str, may_press: MayPress) -> dict[str, Any]:
    place = ("cases", flow)
    found = learned.fields
    draft = learned.drafts[0] if learned.drafts else None
    in_draft = [
        one
        for one in found
        if draft
        and one.screen == draft.screen
        and one.columns is None
        and one.control in {c.name for c in draft.controls}
    ]
    found = list(_unfolded(learned, found))
    readable = [one for one in found if one not in in_draft] if purpose is None or _apart(in_draft, purpose) else found
    chosen = _chosen(out, purpose, readable, place)
    rows = rows_of(learned.inbox, purpose) if purpose else {}
    if not rows:
        out.doubt((*place, "rows"), ANY_ROW)
    case: dict[str, Any] = {
        "rows": {named_column(learned.inbox, title): texts for title, texts in rows.items()},
        "open": _open(out, learned, place, may_press),
    }
    case["screens"] = {}
    names = _names(learned.seen)
    for at, screen in enumerate(learned.seen):
        fields = {one.wanted.name: one.found for one in chosen if one.found.screen == at}
        rest = [
            one
            for one in readable
            if one.screen == at
            and not any(
                one.label == c.found.label
                and one.within == c.found.within
                and (one.columns is None) == (c.found.columns is None)
                for c in chosen
            )
        ]
        if fields:
            keys = (*place, "screens", names[at])
            case["screens"][names[at]] = {
                **screen.reached,
                "fields": {name: one.described for name, one in fields.items()},
            }
            if screen.edited:
                out.doubt(keys, EDITED)
            for name, one in fields.items():
                if one.doubts or one.guess.doubts:
                    out.doubt((*keys, "fields", name), *dict.fromkeys((*one.doubts, *one.guess.doubts)))
            out.left_out[(*keys, "fields")] = [(slug(one.label), one.described) for one in rest]
        elif rest:
            out.left_out.setdefault((*place, "screens"), []).extend((slug(one.label), one.described) for one in rest)
    if marks := _marks(out, readable, [names[at] for at in range(len(learned.seen))], case["screens"], place):
        case = {"rows": case["rows"], "stops": {"marks": marks}, **{key: case[key] for key in ("open", "screens")}}
    case["draft"] = draft_of(out, learned, draft, in_draft, purpose, place)
    return case


def _marks(
    out: Described, found: Sequence[Found], names: Sequence[str], screens: Mapping[str, Any], place: Keys
) -> list[dict[str, Any]]:
    """Labels that tell of protection: whatever they do not say in a harmless case stops the robot."""
    marks = []
    for one in found:
        shown = {" ".join(spot.text.split()) for spot in one.spots.values()}
        fine = sorted(text for text in shown if not text or text.casefold() in NO)
        if one.columns is None and holds(one.label, PROTECTED) and fine and names[one.screen] in screens:
            within = {"within": one.within} if one.within else {}
            marks.append({"screen": names[one.screen], "label": one.label, **within, "fine": fine})
            out.doubt((*place, "stops"), FINE)
    return marks


def _unfolded(learned: Learned, found: Sequence[Found]) -> Iterator[Found]:
    """What is read: of what a press unfolds only what the page does not say without it."""
    named: set[tuple[object, ...]] = set()
    for one in sorted(found, key=lambda one: bool(learned.seen[one.screen].unfold)):
        screen = learned.seen[one.screen]
        key = (one.label, one.columns and tuple(title for title, _ in one.columns.values()), one.each)
        if not screen.unfold or (screen.read_only and key not in named):
            yield one
        if not screen.unfold or screen.read_only:
            named.add(key)


def _apart(in_draft: Sequence[Found], purpose: Purpose) -> bool:
    """Whether the draft's form holds nothing but the draft: else what the applicant said stands in it too."""
    read, _ = choose(purpose.fields, in_draft)
    return len(read) < 2


def _chosen(out: Described, purpose: Purpose | None, found: Sequence[Found], place: Keys) -> list[Chosen]:
    if purpose is None:
        taken: list[str] = []
        everything = []
        for one in (one for one in found if one.place != "under"):  # the table itself says the same
            taken.append(slug(one.label, taken))
            everything.append(Chosen(Wanted(taken[-1], ()), one))
        return everything
    chosen, missing = choose(purpose.fields, found)
    out.missing[(*place, "screens")] = [want.name for want in missing]
    return chosen


def _open(out: Described, learned: Learned, place: Keys, may_press: MayPress) -> dict[str, Any]:
    inbox = learned.inbox
    first = next(
        (screen for screen in learned.seen if screen.at is None and screen.frame is None), learned.screens.found[0]
    )
    at = inbox.case_at or urlsplit(inbox.rows[0].address or "").path.replace(inbox.rows[0].number.strip("#"), "{case}")
    heading, title = _numbered(first), inbox.grid.titles[inbox.linked]
    follow = inbox.follows and heading and inbox.grid.titles.count(title) == 1
    told: dict[str, Any] = {"at": at, **({"follow": named_column(inbox, title)} if follow and title else {})}
    told["heading"] = heading or first.heading or ""
    if "follow" in told:
        out.doubt((*place, "open", "follow"), FOLLOWED)
    elif inbox.follows or inbox.case_at is None:
        out.doubt((*place, "open", "at"), OPAQUE)
    if given := leaving(learned.screens.found):
        screen, send = given
        if may_press(send.press):
            told |= {**({"frame": screen.frame} if screen.frame else {}), "leave": send.described}
        else:
            out.doubt((*place, "open"), f'"{send.press}" may give the case back: {send.described}')
    return told


def _numbered(screen: Screen) -> str | None:
    """A heading that holds the case's number in every case."""
    for number, pane in screen.panes.items():
        for text in pane.headings:
            told = told_of(text, number)
            if "{case}" in told and all(
                any(told_of(there, other) == told for there in one.headings) for other, one in screen.panes.items()
            ):
                return told
    return None


def _names(screens: Sequence[Screen]) -> list[str]:
    names: list[str] = []
    for screen in screens:
        names.append(
            slug(screen.title or (screen.heading if "{" not in (screen.heading or "{") else MAIN) or MAIN, names)
        )
    return names


def _pressed(tree: Any) -> list[str]:
    """Every button that the description presses."""
    if isinstance(tree, dict):
        own = [tree["press"]] if isinstance(tree.get("press"), str) else []
        return own + [text for value in tree.values() for text in _pressed(value)]
    return []


def _told_apart(out: Described, found: Dangers) -> None:
    if found.press and not found.send:
        out.doubt(
            ("never", "press"),
            "what these send does not stand on the pages; robots do not press them, and nothing else of them is known",
        )
