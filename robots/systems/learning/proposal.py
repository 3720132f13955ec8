"""What was learned, put together as a description, and what is not sure about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from robots.systems.description import FieldPart
from robots.systems.kinds import Spot
from robots.systems.learning.choosing import GUESSED, UNMATCHED, UNNAMED, Chosen, Purpose, Wanted, choose, widened
from robots.systems.learning.drafts import PRESET, Dangers, Draft, dangers, leaving, untouched, varies
from robots.systems.learning.entrance import Entrance
from robots.systems.learning.fields import SELDOM, Found, fields_of
from robots.systems.learning.guessing import guess, slug
from robots.systems.learning.inbox import Inbox
from robots.systems.learning.pages import Page
from robots.systems.learning.sampling import rows_of
from robots.systems.learning.screens import MayPress, Screen, Screens
from robots.systems.learning.wording import CASEWORKER, LOGOUT, MARKS, NO, PROTECTED, RECEIVED, TYPE, UNIT, holds
from robots.systems.request import origin_of
from robots.systems.vocabulary import is_label

Keys = tuple[str, ...]
REFUSED = (
    "no wrong password was tried: until you know what the system says to one, a login page that still stands there "
    "counts as a refusal"
)
SHOWS = "nothing was saved: put here what the page says after a save, by hand, in a test environment"
SENDS = "confirm that this saves and does nothing else: nobody is told, nothing is decided"
NO_TOTAL = "the page does not say how many cases there are: that a reading is whole cannot be seen"
NO_NEXT = "nothing that turns the page was found; right where all cases stand on one page"
TWICE_NEXT = "what turns the page stands there several times; its text alone does not tell which"
UNSURE_NEXT = "what turning the page sends does not stand on the page: F12, Network"
OPAQUE = "the address of a case does not hold the number that the list shows; this is a guess"
MARKED = "every mark counts as one that keeps robots out until you list the harmless ones under no"
UNMARKED = "no column for marks was found: how does the list show protected identity? Such a case must not be opened"
FINE = "what may stand there where a robot may read on: nothing else was seen"
ANY_ROW = "which rows belong to the flow? So far all of them"
NO_DRAFT = "no form for a draft was found in the cases that were opened: nothing can be saved"
DIFFERS = "it was not the same in all cases: somebody had begun somewhere"
MAIN = "case"
NEVER_FIRST = "all that decides, deletes or sends, by the words on it: add what is missing"


@dataclass
class Described:
    """A description as a tree, doubts by their place in it, and what stands beside it as comments."""

    tree: dict[str, Any] = field(default_factory=dict)
    doubts: dict[Keys, list[str]] = field(default_factory=dict)
    left_out: dict[Keys, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)  # fields that no flow needs
    missing: dict[Keys, list[str]] = field(default_factory=dict)  # fields of the flow that no label was found for

    def doubt(self, keys: Keys, *texts: str) -> None:
        self.doubts.setdefault(keys, []).extend(texts)


@dataclass(frozen=True)
class Learned:
    """What the walk saw, sorted."""

    name: str
    address: str
    user: str
    entrance: Entrance
    start: Page  # what the login led to
    inbox: Inbox
    screens: Screens
    drafts: tuple[Draft, ...]
    seen: tuple[Screen, ...]
    pages: int = 0

    @property
    def fields(self) -> list[Found]:
        return [found for place, screen in enumerate(self.seen) for found in fields_of(place, screen)]


def distinct(screens: Screens) -> tuple[Screen, ...]:
    """Screens that show something of their own: what a tab shows too is read there."""
    kept: list[Screen] = []
    for one in screens.found:
        labels = _labels(one)
        double = any(
            other is not one and other.tab and not one.tab and other.frame == one.frame and labels == _labels(other)
            for other in screens.found
        )
        if labels and not double:
            kept.append(one)
    return tuple(kept)


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
        "authority": "?",
        "address": f"{at.scheme}://{at.netloc}",
        **({"charset": pane.charset} if pane.charset not in ("utf-8", "utf8") else {}),
        "account": {"user": learned.user, "secret": f"{learned.name}.password"},
        "limits": {"at_once": 1, "wait": 15.0},
        "login": _login(learned),
    }
    out.doubt(("authority",), "which board (nämnd) does it belong to?")
    if "refused" in out.tree["login"]:
        out.doubt(("login", "refused"), REFUSED)
    if logout := _logout(learned):
        out.tree["logout"] = logout
    out.tree["inbox"] = _inbox(out, inbox)
    flow = purpose.flow if purpose else learned.name
    out.tree["cases"] = {flow: _case(out, learned, purpose, flow, may_press)}
    kept = _pressed(out.tree)
    found = dangers(learned.seen, kept, learned.drafts[0].save if learned.drafts else None)
    out.tree["never"] = {"press": list(found.press), **({"send": list(found.send)} if found.send else {})}
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


def _logout(learned: Learned) -> str | None:
    """The link that logs out, with as little in its query as says so."""
    for pane in (*learned.start.panes, *learned.inbox.page.panes):
        for link in pane.links:
            parts = urlsplit(link.address)
            if not link.plain or origin_of(link.address) != origin_of(learned.address):
                continue
            if holds(f"{link.text} {parts.path} {parts.query}", LOGOUT):
                kept = [pair for pair in parts.query.split("&") if holds(pair, LOGOUT)] or parts.query.split("&")
                return parts.path + (f"?{'&'.join(kept)}" if parts.query else "")
    return None


def _inbox(out: Described, inbox: Inbox) -> dict[str, Any]:
    told: dict[str, Any] = {"at": inbox.at, **({"frame": inbox.frame} if inbox.frame else {})}
    told |= {"heading": inbox.heading} if inbox.heading else {}
    told |= {"total": inbox.total} if inbox.total else {}
    told["columns"] = _columns(out, inbox)
    if inbox.next and inbox.next.sure:
        told["next"] = inbox.next.described
    if not inbox.total:
        out.doubt(("inbox",), NO_TOTAL)
    if inbox.next is None:
        out.doubt(("inbox", "columns"), TWICE_NEXT if inbox.next_twice else NO_NEXT)
    elif not inbox.next.sure:
        out.doubt(("inbox", "columns"), UNSURE_NEXT)
    return told


def _columns(out: Described, inbox: Inbox) -> dict[str, Any]:
    """The columns that robots know by name, and all others by their own headers."""
    grid, named = inbox.grid, {inbox.key: "number"}
    known = (("received", RECEIVED), ("type", TYPE), ("unit", UNIT), ("caseworker", CASEWORKER), ("protected", MARKS))
    for name, words in known:
        for at, title in enumerate(grid.titles):
            dated = name != "received" or guess(title, grid.column(at)).kind == "date"
            if at not in named and name not in named.values() and title and dated and holds(title, words):
                named[at] = name
    columns: dict[str, Any] = {}
    for at, title in enumerate(grid.titles):
        if not title or grid.titles.count(title) > 1:
            continue
        name = named.get(at) or slug(title, (*columns, *named.values()))
        guessed = guess(title, grid.column(at))
        said = (
            {"label": title} if name in ("number", "type", "unit", "caseworker") else {"label": title, **guessed.said}
        )
        if name == "number":
            said = inbox.number
        elif name == "protected":
            said = {"label": title, "kind": "yes/no", "no": ""}
            out.doubt(("inbox", "columns", name), MARKED)
        elif name == "received" and guessed.doubts:
            out.doubt(("inbox", "columns", name), *guessed.doubts)
        columns[name] = said
    if "protected" not in columns:
        out.doubt(("inbox", "columns"), UNMARKED)
    return columns


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
    readable = [one for one in found if one not in in_draft] if purpose is None or _apart(in_draft, purpose) else found
    chosen = _chosen(out, purpose, readable, place)
    rows = rows_of(learned.inbox, purpose) if purpose else {}
    if not rows:
        out.doubt((*place, "rows"), ANY_ROW)
    case: dict[str, Any] = {
        "rows": {_named_column(learned.inbox, title): texts for title, texts in rows.items()},
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
                **_reached(screen),
                "fields": {name: one.described for name, one in fields.items()},
            }
            for name, one in fields.items():
                if one.doubts or one.guess.doubts:
                    out.doubt((*keys, "fields", name), *dict.fromkeys((*one.doubts, *one.guess.doubts)))
            out.left_out[(*keys, "fields")] = [(slug(one.label), one.described) for one in rest]
        elif rest:
            out.left_out.setdefault((*place, "screens"), []).extend((slug(one.label), one.described) for one in rest)
    if marks := _marks(out, readable, [names[at] for at in range(len(learned.seen))], case["screens"], place):
        case = {"rows": case["rows"], "stops": {"marks": marks}, **{key: case[key] for key in ("open", "screens")}}
    case["draft"] = _draft(out, learned, draft, in_draft, purpose, place)
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


def _named_column(inbox: Inbox, title: str) -> str:
    """What the description calls a column of the list."""
    return next(name for name, said in _columns(Described(), inbox).items() if said["label"] == title)


def _apart(in_draft: Sequence[Found], purpose: Purpose) -> bool:
    """Whether the draft's form holds nothing but the draft: else what the applicant said stands in it too."""
    read, _ = choose(purpose.fields, in_draft)
    return len(read) < 2


def _chosen(out: Described, purpose: Purpose | None, found: Sequence[Found], place: Keys) -> list[Chosen]:
    if purpose is None:
        taken: list[str] = []
        everything = []
        for one in found:
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
    told: dict[str, Any] = {"at": at, "heading": _numbered(first) or first.heading or ""}
    if inbox.case_at is None:
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
            told = text.replace(number, "{case}")
            if "{case}" in told and all(
                told.replace("{case}", other) in one.headings for other, one in screen.panes.items()
            ):
                return told
    return None


def _reached(screen: Screen) -> dict[str, Any]:
    told: dict[str, Any] = {"at": screen.at} if screen.at else {}
    told |= {"frame": screen.frame} if screen.frame else {}
    told |= {"heading": screen.heading} if screen.heading else {}
    told |= {"tab": screen.tab.described} if screen.tab else {}
    return told


def _names(screens: Sequence[Screen]) -> list[str]:
    names: list[str] = []
    for screen in screens:
        names.append(
            slug(screen.title or (screen.heading if "{" not in (screen.heading or "{") else MAIN) or MAIN, names)
        )
    return names


def _draft(
    out: Described, learned: Learned, draft: Draft | None, found: Sequence[Found], purpose: Purpose | None, place: Keys
) -> dict[str, Any]:
    keys = (*place, "draft")
    if draft is None:
        out.doubt(keys, NO_DRAFT)
        return {"fields": {}, "untouched": {}, "save": {"press": "?", "sends": "POST /?", "shows": "?"}}
    screen = learned.seen[draft.screen]
    if purpose is None:
        taken: list[str] = []
        named = {}
        for one in found:
            taken.append(slug(one.label, taken))
            named[taken[-1]] = one
    else:
        chosen, missing = choose(purpose.draft, found)
        named = {one.wanted.name: one.found for one in chosen}
        out.missing[(*keys, "fields")] = [want.name for want in missing]
        labels = {one.label for one in named.values()}
        out.left_out[(*keys, "fields")] = [(slug(one.label), one.described) for one in found if one.label not in labels]
    reached = _reached(screen)
    if screen.at is None and not screen.tab:
        reached = {"at": learned.inbox.case_at or "/", **reached}
    parts = {name: FieldPart.model_validate(one.described) for name, one in named.items()}
    begun = {name: untouched(parts[name], one) for name, one in named.items()}
    for name, one in named.items():
        if varies(parts[name], one):
            out.doubt((*keys, "untouched", name), DIFFERS)
        if one.doubts:
            out.doubt((*keys, "fields", name), *one.doubts)
    settings = _settings(out, draft, screen, keys)
    out.doubt((*keys, "save"), SENDS)
    out.doubt((*keys, "save", "shows"), SHOWS)
    chosen_names = [one.control for one in named.values() if one.control]
    return {
        **reached,
        "fields": {name: one.described for name, one in named.items()},
        "untouched": begun,
        **({"settings": settings} if settings else {}),
        "carries": draft.carries(chosen_names),
        "save": {**draft.save.described, "sends": draft.save.sends or "POST /", "shows": "?"},
    }


def _settings(out: Described, draft: Draft, screen: Screen, keys: Keys) -> dict[str, Any]:
    """Boxes that are ticked beforehand and may tell somebody: off before the save, found by their labels."""
    settings: dict[str, Any] = {}
    pane = next(iter(screen.panes.values()))
    for control in draft.presets:
        labels = [
            place.label for place in pane.places if place.spot.control and place.spot.control.name == control.name
        ]
        name = slug(control.name, tuple(settings))
        settings[name] = {**({"label": labels[0]} if labels else {"at": f'[name="{control.name}"]'}), "is": False}
        out.doubt((*keys, "settings", name), PRESET)
    return settings


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


def _labels(screen: Screen) -> set[str]:
    labels = {place.label for pane in screen.panes.values() for place in pane.places}
    return labels | {title for pane in screen.panes.values() for grid in pane.grids for title in grid.titles}


def widen(described: Described, purpose: Purpose | None, seen: Mapping[Keys, Mapping[str, set[str]]]) -> bool:
    """Take up options and formats of days that further cases showed; whether there were any.

    Args:
        described: The proposal; it is changed.
        purpose: The flow.
        seen: By a field's place: for each column, or "" for the field itself, texts that could not be read.
    """
    before = str(described.tree)
    for keys, columns in seen.items():
        for column, texts in columns.items():
            part = _at(described.tree, (*keys, "columns", column) if column else keys)
            if part["kind"] == "date":
                _widen_days(part, sorted(texts))
            elif want := _wanted(purpose, keys[-1], column):
                part["options"] = widened(want, part["options"], sorted(texts))
                left = [ours for ours in want.options if ours not in part["options"]]
                kept = [text for text in described.doubts.get(keys, ()) if not text.startswith((_UNMATCHED, _GUESSED))]
                other = [
                    f'"{text}"' for text in sorted(texts) if text not in part["options"].values() and is_label(text)
                ]
                described.doubts[keys] = [
                    *kept,
                    *([UNMATCHED.format(options=", ".join(left))] if left else []),
                    *([UNNAMED.format(texts=", ".join(other))] if other else []),
                ]
    return str(described.tree) != before


def excuse(described: Described, seldom: Iterable[Keys]) -> bool:
    """Let fields be absent that further cases did not all show; whether there were any."""
    excused = [keys for keys in seldom if not _at(described.tree, keys).get("optional")]
    for keys in excused:
        _at(described.tree, keys)["optional"] = True
        described.doubt(keys, SELDOM)
    return bool(excused)


def _widen_days(part: dict[str, Any], texts: Sequence[str]) -> None:
    guessed = guess("", [Spot("", text) for text in texts])
    if guessed.kind == "date":
        known = part.get("formats", "%Y-%m-%d")
        new = guessed.said.get("formats", "%Y-%m-%d")
        part["formats"] = [*([known] if isinstance(known, str) else known), new]


def _wanted(purpose: Purpose | None, name: str, column: str) -> Wanted | None:
    if purpose is None:
        return None
    want = next((one for one in (*purpose.fields, *purpose.draft) if one.name == name), None)
    return next((one for one in want.columns if one.name == column), None) if column and want else want


_UNMATCHED, _GUESSED = (text.partition("{")[0] for text in (UNMATCHED, GUESSED))


def _at(tree: Any, keys: Keys) -> Any:
    for key in keys:
        tree = tree[key]
    return tree
