"""Guessing how a field is written, from what it shows in several cases and from its control.

A guess is a proposal: the kind that reads all the values of the sample. Where two kinds read them all the safer one is
taken and a doubt is left for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from robots.model import Unknown
from robots.systems.description import FieldPart
from robots.systems.kinds import Control, Spot
from robots.systems.learning.wording import EMPTY, NO, YES, words_of

UNLIKE = "its values are written in different ways"
DAY_OR_MONTH = "day and month could be meant the other way round"
UNSEEN = "it was empty in every case that was seen"
_FORMATS = tuple(
    """
    %Y-%m-%d|%Y-%m-%d %H:%M|%Y-%m-%d %H:%M:%S|%Y-%m-%dT%H:%M|%Y-%m-%d.%H:%M:%S|%d.%m.%Y|%d/%m/%Y|%d-%m-%Y|%m/%d/%Y|
    %Y/%m/%d|%Y.%m.%d|%Y%m%d|%d %B %Y|%d %b %Y|%B %d, %Y|%b %d, %Y|%d.%m.%y|%d/%m/%y|%m/%d/%y|%d.%m.%Y %H:%M|
    %d/%m/%Y %H:%M|%d %B %Y %H:%M|%b %d, %Y %H:%M|%Y-%m
    """.replace("\n", "")
    .replace("|    ", "|")
    .strip()
    .split("|")
)
_TWINS = {"%d/%m/%Y": "%m/%d/%Y", "%d/%m/%y": "%m/%d/%y", "%m/%d/%Y": "%d/%m/%Y", "%m/%d/%y": "%d/%m/%y"}
_UNCHOSEN = re.compile(r"[-–—<(\[].*[-–—>)\]]|[-–—.]+|(välj|select|choose|wähle|vælg)\b.*", re.IGNORECASE)
_AMOUNT = re.compile(r"[-−+]?\d{1,3}(?P<group>[ .,\u00a0\u202f])?\d*(?:(?P=group)\d{3})*(?P<point>[.,])\d{1,2}(?!\d)")
_MONEY = re.compile(r"\b(kr|sek|eur|dkk|usd|kronor)\b|€|\$", re.IGNORECASE)
_UNIT = re.compile(r"([-−]?\d[\d  ]*)\s*([a-zåäöA-ZÅÄÖ%²]{1,8})")
_ANSWERS = (("ja", "nej"), ("yes", "no"), ("true", "false"), ("sant", "falskt"))


@dataclass(frozen=True)
class Guess:
    """How a field is written, as a description says it, and what is not sure about that."""

    said: dict[str, Any] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return str(self.said.get("kind", "text"))


def guess(label: str, spots: Sequence[Spot]) -> Guess:
    """The kind of a field by what stands there in several cases."""
    controls = [spot.control for spot in spots if spot.control]
    if controls and (options := controls[0].options) is not None:
        return _chosen(controls, options)
    if controls and all(control.kind == "checkbox" for control in controls):
        return Guess({"kind": "yes/no"})
    shown = [spot for spot in spots if spot.text]
    if shown and all(len(spot.links) == 1 and _is_file(spot) for spot in shown):
        return Guess({"kind": "file"})
    texts = [" ".join(spot.text.split()) for spot in spots]
    empty = tuple(dict.fromkeys(text for text in texts if text.casefold() in EMPTY))
    values = list(dict.fromkeys(text for text in texts if text and text not in empty))
    beside: dict[str, Any] = {"empty": list(empty)} if empty else {}
    if not values:
        dated = any(control.kind in ("date", "month") for control in controls)
        return Guess({**({"kind": "date"} if dated else {}), **beside}, (UNSEEN,))
    for said, doubt in _kinds(label, values):
        if all(_reads(said, spot) for spot in spots if " ".join(spot.text.split()) in values):
            return Guess({**said, **beside}, (doubt,) if doubt else ())
    if sum(_reads({"kind": "personal number"}, Spot("", value)) for value in values) > len(values) / 2:
        return Guess({"kind": "personal number", **beside}, (UNLIKE,))
    unlike = () if not any(map(_is_day, values)) else (UNLIKE,)
    return Guess(beside, unlike)


def slug(text: str, taken: Sequence[str] = ()) -> str:
    """A name for a label or an option: small letters and underscores, and no other's."""
    plain = "_".join(words_of(text)[:5]) or "field"
    plain = plain.translate(str.maketrans("åäöüæøé", "aaouaoe")).replace("ß", "ss")
    name, count = plain, 2
    while name in taken:
        name, count = f"{plain}_{count}", count + 1
    return name


def options_of(texts: Sequence[str]) -> dict[str, str]:
    """Our words for options, made of their texts."""
    named: dict[str, str] = {}
    for text in texts:
        named[slug(text, tuple(named))] = text
    return named


def is_unchosen(option: str) -> bool:
    """Whether an option only says that nothing is chosen."""
    return not option.strip() or bool(_UNCHOSEN.fullmatch(option.strip())) or option.strip().casefold() in EMPTY


def _chosen(controls: Sequence[Control], options: Sequence[str]) -> Guess:
    first = dict.fromkeys(option for control in controls for option in control.options or ())
    unchosen = [option for option in first if is_unchosen(option)]
    told = [option for option in first if not is_unchosen(option)]
    empty: dict[str, Any] = {"empty": [text for text in unchosen if text]} if any(unchosen) else {}
    if {text.casefold() for text in told} <= YES | NO and len(told) == 2:
        return Guess({"kind": "yes/no", **empty})
    if not told:
        return Guess(empty)
    doubts = () if len(set(options)) == len(options) else ("two of its options have the same text",)
    return Guess({"kind": "choice", **empty, "options": options_of(told)}, doubts)


def _kinds(label: str, values: Sequence[str]) -> Iterator[tuple[dict[str, Any], str]]:
    """Kinds that may read such values, the strictest first, each with what is not sure about it."""
    if {value.casefold() for value in values} <= YES | NO:
        named = {word: sorted(_answers(values, word)) for word in ("yes", "no")}
        standard = {"ja", "yes", "true", "nej", "no", "false"}
        odd = any(value.casefold() not in standard or value != value.capitalize() for value in values)
        yield {"kind": "yes/no", **(named if odd else {})}, ""
    yield {"kind": "personal number"}, ""
    for form in _FORMATS:
        doubt = DAY_OR_MONTH if form in _TWINS and all(_is_day(v, _TWINS[form]) for v in values) else ""
        yield {"kind": "date"} if form == "%Y-%m-%d" else {"kind": "date", "formats": form}, doubt
    yield from _numbers(label, values)


def _answers(values: Sequence[str], wanted: str) -> set[str]:
    """The words for yes, or for no, as these values write them; one that was not seen is written as the other is."""
    answers = set()
    for value in values:
        for yes, no in _ANSWERS:
            if value.casefold() in (yes, no):
                word = yes if wanted == "yes" else no
                answers.add(
                    word.upper()
                    if value.isupper() and len(value) > 1
                    else word.capitalize()
                    if value[0].isupper()
                    else word
                )
    return answers


def _numbers(label: str, values: Sequence[str]) -> Iterator[tuple[dict[str, Any], str]]:
    if any(re.match(r"[-−+]?0\d", value) or len(re.sub(r"\D", "", value)) > 9 for value in values):
        return  # a telephone number, a postal code, a reference: no number that is counted with
    money = bool(_MONEY.search(" ".join((label, *values))))
    amounts = [found for value in values if (found := _AMOUNT.search(value))]
    unit = {found[2] for value in values if (found := _UNIT.fullmatch(value))}
    if amounts:
        point = {found["point"] for found in amounts}
        grouped = {found["group"] for found in amounts if found["group"]} - point
        sign = grouped.pop().replace("\u00a0", " ").replace("\u202f", " ") if len(grouped) == 1 else " "
        written = {"point": "."} if point == {"."} else {}
        written |= {"grouping": sign} if sign in ",." else {}
        currency = re.search(r"[A-Za-z€$]+$", values[0])
        named = {"unit": currency[0]} if currency and currency[0] != "kr" else {}
        yield {"kind": "money" if money else "decimal", **named, **written}, ""
    elif money:
        currency = re.search(r"[A-Za-z€$]+$", values[0])
        yield {"kind": "money", **({"unit": currency[0]} if currency and currency[0] != "kr" else {})}, ""
    if len(unit) == 1:
        yield {"kind": "whole number", "unit": unit.pop()}, ""
    yield {"kind": "whole number"}, ""


def _reads(said: dict[str, Any], spot: Spot) -> bool:
    part = FieldPart.model_validate({"label": "-", **said})
    return not isinstance(part.reads.read(spot), Unknown)


def _is_day(value: str, form: str | None = None) -> bool:
    forms = (form,) if form else _FORMATS
    spot = Spot("", value)
    return any(_reads({"kind": "date", "formats": one}, spot) for one in forms)


def _is_file(spot: Spot) -> bool:
    address = (spot.links[0].address or "").casefold().partition("?")[0] if spot.links else ""
    path = words_of(address)
    ends = (
        re.search(
            r"\.(pdf|png|jpe?g|gif|zip|xml|docx?|xlsx?|txt|tiff?|eml|msg|odt)$",
            spot.links[0].text.strip() or address,
            re.IGNORECASE,
        )
        if spot.links
        else None
    )
    return bool(
        ends
        or re.search(r"\.(pdf|png|jpe?g|zip|docx?|xlsx?)$", address)
        or {"attachment", "attachments", "bilaga", "bilagor", "download", "file", "fil", "dokument", "anhang", "bilag"}
        & set(path)
    )
