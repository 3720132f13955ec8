"""What is proposed for a description that no longer fits its pages, and by what evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from robots import yamltext
from robots.systems.vocabulary import is_label
from robots.yamltext import Keys

LIKELY = 0.5  # a renamed heading, column or option less likely than that is a person's to decide


@dataclass(frozen=True)
class Edit:
    """One change of the file's text: a value put at a place, or (None) dropped, or a place moved under another."""

    keys: Keys
    value: str | int | None = None
    under: Keys = ()


@dataclass(frozen=True)
class Remedy:
    """What is proposed for one place of the description."""

    keys: Keys
    was: str
    now: str  # empty: nothing is likely enough to be named
    why: str  # the evidence
    sure: bool
    edits: tuple[Edit, ...] = ()  # none, though sure: it stands as it should, and only the contract is behind
    others: tuple[str, ...] = ()  # what came next


def applied(text: str, remedies: Sequence[Remedy]) -> str:
    """A description's text with what is proposed."""
    for edit in (edit for remedy in remedies for edit in remedy.edits):
        if edit.under:
            text = yamltext.move(text, edit.keys, edit.under)
        elif edit.value is None:
            text = yamltext.drop(text, edit.keys)
        else:
            text = yamltext.put(text, edit.keys, edit.value)
    return text


def of_one_case(remedies: Sequence[Remedy]) -> Iterator[Remedy]:
    """What is proposed where a single case was seen. A heading that is not like a label may tell of that case alone: it
    is a person's to decide."""
    for one in remedies:
        headings = (str(edit.value) for edit in one.edits if edit.value and edit.keys[-1] in ("heading", "within"))
        if not all(map(is_label, headings)):
            why = f"{one.why} Only one case was seen: this heading may tell of that case alone."
            yield replace(one, why=why, sure=False, edits=())
        else:
            yield one


def likely(keys: Keys, was: str, found: tuple[str, float] | None) -> Remedy:
    """What a text is called now, by how likely that is; a person decides where nothing is likely enough.

    Args:
        keys: Its place.
        was: The text.
        found: What may be its name now, and how likely, 0 to 1.
    """
    if found is None:
        return Remedy(keys, was, "", "nothing on the pages is like it.", sure=False)
    now, share = found
    sure = share >= LIKELY
    return Remedy(
        keys, was, now, f"it is alike by {share:.2f}, by text and place.", sure, (Edit(keys, now),) if sure else ()
    )
