"""One place of a YAML file is changed, and every other letter stands as it stood."""

from __future__ import annotations

from robots.yamltext import drop, move, put, rename

TEXT = """\
# what people wrote
screens:
  one:
    fields:
      first: {label: A, kind: text}   # why
      second:
        label: [B, C]
        kind: date

  two:                       # another
    fields:
      third: {label: "D: d"}
after: ""
"""


def test_a_value_is_replaced() -> None:
    text = put(TEXT, ("screens", "one", "fields", "first", "label"), "Å: ny, [x]")
    assert text == TEXT.replace("{label: A,", "{label: 'Å: ny, [x]',")
    text = put(TEXT, ("screens", "one", "fields", "second", "label"), "E")
    assert text == TEXT.replace("[B, C]", "E")
    assert put(TEXT, ("after",), "x") == TEXT.replace('after: ""', "after: x")


def test_a_place_in_a_list_is_counted_from_nought_and_one_thing_may_stand_without_a_list() -> None:
    text = "tab: [{press: A}, {press: B}]\nmarks:\n  - {label: C}\n  - label: D\nalone: {press: E}\n"
    assert put(text, ("tab", "1", "press"), "X") == text.replace("B", "X")
    assert put(text, ("marks", "1", "label"), "X") == text.replace("D", "X")
    assert put(text, ("alone", "0", "press"), "X") == text.replace("E", "X")


def test_a_word_that_was_not_there_is_added_beside_the_others() -> None:
    text = put(TEXT, ("screens", "one", "fields", "first", "within"), "S")
    assert text == TEXT.replace("kind: text}", "kind: text, within: S}")
    text = put(TEXT, ("screens", "one", "fields", "second", "within"), "S")
    assert text == TEXT.replace("        kind: date\n", "        kind: date\n        within: S\n")


def test_a_word_is_renamed_or_dropped() -> None:
    assert rename(TEXT, ("screens", "two"), "tre") == TEXT.replace("  two: ", "  tre: ")
    assert drop(TEXT, ("screens", "one", "fields", "first", "kind")) == TEXT.replace(", kind: text", "")
    assert drop(TEXT, ("screens", "one", "fields", "first", "label")) == TEXT.replace("label: A, ", "")
    gone = drop(TEXT, ("screens", "one", "fields", "second"))
    assert gone == TEXT.replace("      second:\n        label: [B, C]\n        kind: date\n", "")


def test_a_place_is_moved_with_all_that_stands_there() -> None:
    text = move(TEXT, ("screens", "one", "fields", "second"), ("screens", "two", "fields"))
    moved = "      second:\n        label: [B, C]\n        kind: date\n"
    third = '      third: {label: "D: d"}\n'
    assert text == TEXT.replace(moved, "").replace(third, third + moved)
    text = move(TEXT, ("screens", "two", "fields", "third"), ("screens", "one"))
    assert "\n    third: " in text
