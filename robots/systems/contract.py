"""What the screens of a case system looked like when a person accepted them, and what is otherwise on a page.

A change that touches none of our fields harms nobody: it is noted. One that touches a field stops the screen before
anything of it is read into a case or written. A reader that goes by labels reads on without a word where only the
labels were swapped and not what they label: nothing but order and neighbours tells that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from pydantic import Field

from robots.systems.layout import Grid, Layout, Piece, Place
from robots.systems.vocabulary import as_label


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise than accepted. It names no value."""

    screen: str  # where the description says it: "cases/parking_permit/screens/application"
    field: str  # ours that it touches; none: it is only noted
    says: str

    @property
    def noted(self) -> str:
        """How the store keeps it: the same wherever the description may say it by then."""
        return f"{self.screen}: {self.says}"


class Watch(Protocol):
    """What is told of each page as it is read."""

    def changes(self, screen: str, seen: Layout) -> list[Change]:
        """What on this page touches a field of ours, for the robot to stop."""
        ...


class Contract(Piece):
    """The screens of one case system, and the browser that showed them."""

    browser: str = ""
    screens: dict[str, Layout] = Field(default_factory=dict)

    def changes(self, screen: str, seen: Layout) -> list[Change]:
        """Everything on a page that is otherwise than accepted; nothing for a screen that nobody has accepted."""
        accepted = self.screens.get(screen)
        if accepted is None:
            return []
        page = seen.in_words_of(accepted)
        if page == accepted:
            return []
        return [Change(screen, name, says) for name, says in _differences(accepted, page, seen)]


@dataclass(frozen=True)
class Held:
    """Each page of a run is held against a contract; what touches no field is noted, once each."""

    contract: Contract
    notes: dict[Change, None] = field(default_factory=dict)  # in the order in which they were seen
    _as_before: dict[str, Layout] = field(
        default_factory=dict
    )  # the last page of each screen that was found to be fine

    def changes(self, screen: str, seen: Layout) -> list[Change]:
        """What on this page touches a field of ours."""
        if self._as_before.get(screen) == seen:
            return []
        found = self.contract.changes(screen, seen)
        if not found:
            self._as_before[screen] = seen
        self.notes.update(dict.fromkeys(change for change in found if not change.field))
        return [change for change in found if change.field]


@dataclass(frozen=True)
class Recorder:
    """Each page is kept in mind as it is, to be held against a contract or accepted all at once."""

    pages: dict[str, list[Layout]] = field(default_factory=dict)

    def changes(self, screen: str, seen: Layout) -> list[Change]:
        """Keep it, and let the reading go on."""
        self.pages.setdefault(screen, []).append(seen)
        return []


def _differences(accepted: Layout, page: Layout, seen: Layout) -> Iterator[tuple[str, str]]:
    """What differs: which field of ours it touches, and how. `seen` has the texts as they stand on the page."""
    read_only = _is_read_only(accepted, page)
    for name, place in accepted.fields.items():
        if name in page.fields:  # one that is not there is told where it is read
            there = page.fields[name]
            yield from ((name, says) for says in _moved(place, there, seen.fields[name]))
            yield from ((name, says) for says in _disordered(accepted, page, name))
            if not read_only:
                yield from ((name, says) for says in _rebuilt(place, there))
    for name, grid in accepted.tables.items():
        if name in page.tables:
            yield from ((ours, says) for ours, says in _regrouped(name, grid, page.tables[name], seen.tables[name]))
    yield from (("", says) for says in _unrelated(accepted, page))


def _is_read_only(accepted: Layout, page: Layout) -> bool:
    """Whether nothing can be written in any more: so it is in a case that a person has decided, or has taken."""
    written = [name for name, place in accepted.fields.items() if place.control and name in page.fields]
    return bool(written) and all(page.fields[name].disabled or not page.fields[name].control for name in written)


def _moved(accepted: Place, there: Place, seen: Place) -> Iterator[str]:
    held = accepted.model_fields_set
    if "section" in held and there.section != accepted.section:
        yield f'"{seen.label}" stands {_under(seen.section)}; accepted was {_under(accepted.section)}.'
    if "times" in held and there.times > accepted.times:
        yield f'"{seen.label}" stands there {there.times} times; accepted was {accepted.times}.'
    if "shown" in held and accepted.shown and not there.shown:
        yield f'"{seen.label}" is hidden.'


def _rebuilt(accepted: Place, there: Place) -> Iterator[str]:
    """What has become of the control."""
    held, label = accepted.model_fields_set, there.label
    if "control" in held and there.control != accepted.control:
        yield f'"{label}" is now {_sort(there.control)}; accepted was {_sort(accepted.control)}.'
        return
    if "disabled" in held and there.disabled and not accepted.disabled:
        yield f'"{label}" can no longer be written in.'
    if "options" in held and there.options != accepted.options:
        yield f'"{label}" offers other options than those that were accepted.'
    if "longest" in held and there.longest != accepted.longest:
        yield f'"{label}" takes {there.longest or "any number of"} characters; accepted: {accepted.longest or "any"}.'
    if "hint" in held and there.hint != accepted.hint:
        yield f'"{label}" says otherwise how to write in it, such as a date.'


def _disordered(accepted: Layout, page: Layout, name: str) -> Iterator[str]:
    """What tells that a label of ours may have lost what it labels: neighbours that changed places with it."""
    mine = next((label for label in accepted.labels if label.field == name), None)
    if mine is None or mine.key not in accepted.positions or mine.key not in page.positions:
        return
    then, now = accepted.positions, page.positions
    block = page.labels[now[mine.key]].block
    for other in accepted.groups[name]:
        if other not in now:
            continue
        was, is_ = accepted.labels[then[other]], page.labels[now[other]]
        if (now[other] < now[mine.key]) != (then[other] < then[mine.key]):
            yield f'"{_label(accepted, name)}" and "{_label(accepted, other[1])}" have changed places.'
            return
        if was.block == mine.block and is_.block != block:
            yield f'"{_label(accepted, name)}" and "{_label(accepted, other[1])}" no longer stand together.'
            return
    for label in page.labels:
        was_at = then.get(label.key)
        if label.block == block and label.section == mine.section and was_at is not None:
            before = accepted.labels[was_at]
            if before.section == mine.section and before.block != mine.block:
                yield f'"{_label(accepted, name)}" now stands together with "{_label(accepted, label.key[1])}".'
                return
    yield from _shifted(accepted, page, name)
    yield from _under_another_twin(accepted, page, mine.section, mine.text)


def _shifted(accepted: Layout, page: Layout, name: str) -> Iterator[str]:
    """A neighbour went and another came, and ours is not where it was among them: labels may have been shifted."""
    place, there = accepted.fields[name], page.fields[name]
    held = {"size", "rank"} <= place.model_fields_set and place.size == there.size
    if held and place.rank != there.rank and any(other not in page.positions for other in accepted.groups[name]):
        yield f'"{_label(accepted, name)}" stands in another place among its neighbours.'


def _under_another_twin(accepted: Layout, page: Layout, section: str, text: str) -> Iterator[str]:
    """Two sections with a label of the same text, of which the headings have changed places."""
    twins = {label.section for label in accepted.labels if label.text == text} - {section}
    then, now = accepted.headings, page.headings
    for twin in twins & set(now):
        if section in now and (now.index(twin) < now.index(section)) != (then.index(twin) < then.index(section)):
            yield f'the headings "{section}" and "{twin}" have changed places, and "{text}" stands under both.'


def _regrouped(name: str, accepted: Grid, there: Grid, seen: Grid) -> Iterator[tuple[str, str]]:
    """What has become of a table: a column that came, went or moved touches all of it; one with a new name does not."""
    held = accepted.model_fields_set
    if "section" in held and there.section != accepted.section:
        yield name, f"the table stands {_under(seen.section)}; accepted was {_under(accepted.section)}."
    if "lists" in held and there.lists > accepted.lists:
        yield name, f"its rows stand in {there.lists} lists; accepted was {accepted.lists}."
    if "titles" not in held or there.titles == accepted.titles:
        return
    renamed = len(there.titles) == len(accepted.titles) and not any(
        new in accepted.titles or old in there.titles
        for old, new in zip(accepted.titles, there.titles, strict=True)
        if old != new
    )
    told = f"the table has the columns {_listed(seen.titles)}; accepted were {_listed(accepted.titles)}."
    yield ("" if renamed else name), told


def _unrelated(accepted: Layout, page: Layout) -> Iterator[str]:
    """What is not there any more and was none of ours."""
    there = {label.key for label in page.labels}
    for label in accepted.labels:
        if not label.field and label.key not in there:
            yield f"the label {_named(label.text)} is not there any more."
    for heading in dict.fromkeys(accepted.headings):
        if heading not in page.headings:
            yield f"the heading {_named(heading)} is not there any more."
    if "language" in accepted.model_fields_set and page.language != accepted.language:
        yield "the page says that it is in another language."
    if "forms" in accepted.model_fields_set and page.forms != accepted.forms:
        yield "its forms are sent to other addresses."


def _label(accepted: Layout, name: str) -> str:
    place = accepted.fields.get(name)
    return as_label((place.label if place else "") or name)


def _under(section: str) -> str:
    return f"under {_named(section)}" if section else "under no heading"


def _named(text: str) -> str:
    return f'"{as_label(text)}"' if not text.startswith("#") else "that cannot be told"


def _listed(titles: tuple[str, ...]) -> str:
    return ", ".join(f'"{as_label(title)}"' for title in titles)


def _sort(control: str) -> str:
    return f"a control ({control})" if control else "only shown"
