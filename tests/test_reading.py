"""Reading people's YAML: strict, complete, located, and never an error but its own."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from podtutor.errors import PodtutorError, UnusableInputError
from podtutor.reading import read, read_or_raise
from podtutor.scalars import plain_value
from podtutor.source import DEEPEST, LARGEST_BYTES, child, compose, entries, locate, mark_of


class Dish(msgspec.Struct, frozen=True, kw_only=True, tag_field="what", tag="dish"):
    dish: str
    hot: bool = False


class Drink(msgspec.Struct, frozen=True, kw_only=True, tag_field="what", tag="drink"):
    drink: str
    litres: float = 0.3


class Table(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    number: int
    guests: tuple[str, ...] = ()
    order: tuple[Dish | Drink, ...] = ()
    paid_by: str | None = None
    size: Literal["small", "large"] = "small"
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=5, pattern="^[a-z]*$")] = "corner"
    notes: dict[str, int | str] = {}
    anything: Any = None


def problems(text: str) -> list[str]:
    """What is wrong with a table, as the reader prints it."""
    try:
        read_or_raise(compose(text, "t.yaml")[0], Table, "t.yaml")
    except UnusableInputError as error:
        return [str(problem) for problem in error.problems]
    return []


def table(text: str) -> Table:
    return read_or_raise(compose(text)[0], Table)


def test_a_clean_document_becomes_its_value() -> None:
    text = """
number: 7
guests: [Ada, Grace]
order:
  - dish: soup
    hot: yes
  - what: drink
    drink: water
paidBy: ~
notes: {tip: 3, "room.no": blue}
"""
    order = (Dish(dish="soup", hot=True), Drink(drink="water"))
    assert table(text) == Table(number=7, guests=("Ada", "Grace"), order=order, notes={"tip": 3, "room.no": "blue"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("guests: []", ["t.yaml:1:1: `number` is missing; expected a whole number"]),
        ("number: 1\nguest: []", ["t.yaml:2:1: unknown key `guest`; expected `guests`"]),
        ("number: 1\nnumber: 2", ["t.yaml:2:1: `number` stands here twice; expected only the one in line 1"]),
        ("number: one", ["t.yaml:1:9: this is the text `one`; expected a whole number"]),
        ("number: 1.5", ["t.yaml:1:9: `1.5` is read as a number; expected a whole number"]),
        ("number: yes", ["t.yaml:1:9: `yes` is read as true; expected a whole number"]),
        ("number: []", ["t.yaml:1:9: this is a list; expected a whole number"]),
        (
            "number: 1\nguests: [no, 12]",
            [
                't.yaml:2:10: `no` is read as false; expected text; put it in quotes: "no"',
                't.yaml:2:14: `12` is read as a number; expected text; put it in quotes: "12"',
            ],
        ),
        ("number: 1\nguests: Ada", ["t.yaml:2:9: this is the value `Ada`; expected a list of texts"]),
        ("number: 1\nguests:\n  - ~", ["t.yaml:3:5: nothing stands here; expected text"]),
        ("number: 1\nsize: huge", ["t.yaml:2:7: `huge` is not known here; expected one of `large`, `small`"]),
        ("number: 1\nname: ''", ["t.yaml:2:7: this text is empty; expected some text"]),
        ("number: 1\nname: abcdefg", ["t.yaml:2:7: this text has 7 characters; expected at most 5"]),
        ("number: 1\nname: A1", ["t.yaml:2:7: `A1` is not of the right form; expected text that matches ^[a-z]*$"]),
        (
            "number: 1\norder: [{starter: salad}]",
            ["t.yaml:2:9: it cannot be told what this is; expected exactly one of the keys `dish`, `drink`"],
        ),
        (
            "number: 1\norder: [{dish: soup, drink: tea}]",
            ["t.yaml:2:9: this could be `dish` and `drink`; expected exactly one of the keys `dish`, `drink`"],
        ),
        ("number: 1\norder: [{what: cake}]", ["t.yaml:2:16: unknown what `cake`; expected one of `dish`, `drink`"]),
        ("- number: 1", ["t.yaml:1:1: this is a list; expected a mapping with `number`"]),
        ("number: 1\n? [a]\n: b", ["t.yaml:2:3: a key is a list; expected a word"]),
        (
            "number: 1e400\nguests: 3",
            [
                "t.yaml:1:9: this is the text `1e400`; expected a whole number",
                "t.yaml:2:9: this is the value `3`; expected a list of texts",
            ],
        ),
    ],
)
def test_every_problem_is_told_with_its_line_and_column(text: str, expected: list[str]) -> None:
    assert problems(text) == expected


def test_unknown_keys_of_a_users_own_manifest_are_warnings() -> None:
    reading = read(compose("number: 1\ncolour: red")[0], Table, "t.yaml", unknown="warning")
    assert reading.value == Table(number=1)
    (warning,) = reading.warnings
    assert str(warning).startswith("t.yaml:2:1: unknown key `colour`; expected one of")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1", "t.yaml:2:1: this is not YAML: did not find expected ',' or ']'"),
        ("a:\n\t- b", "t.yaml:2:1: this is not YAML: found character that cannot start any token"),
        ("a: *b", "t.yaml:1:4: this is not YAML: found undefined alias"),
        ("a: \x00", "t.yaml: this is not YAML: control characters are not allowed"),
        (b"\xff\xfe\xfa", "t.yaml: byte 0 is not UTF-8; expected a UTF-8 text file"),
        (
            "a" * (LARGEST_BYTES + 1),
            f"t.yaml: the file has {LARGEST_BYTES + 1:,} bytes; expected at most {LARGEST_BYTES:,}",
        ),
        ("[" * 200 + "]" * 200, f"t.yaml:1:{DEEPEST + 1}: values are nested too deeply; expected at most 100 levels"),
    ],
)
def test_what_is_no_yaml_is_refused_in_words(text: str | bytes, message: str) -> None:
    with pytest.raises(UnusableInputError) as raised:
        compose(text, "t.yaml")
    assert str(raised.value).startswith(message)


def test_a_tab_gets_a_hint() -> None:
    with pytest.raises(UnusableInputError, match="YAML indents with spaces, never tabs"):
        compose("a:\n\t- b")


def test_aliases_that_explode_or_bite_their_tail_are_stopped() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
        for before, name in zip("abcdefg", "bcdefgh", strict=True)
    )
    assert problems(f"number: 1\nanything:\n  {bomb.replace(chr(10), chr(10) + '  ')}")[-1].endswith(
        "aliases make this file explode; expected at most 200,000 values"
    )
    assert "an alias contains itself" in problems("number: 1\nanything: &me [*me]")[0]


def test_merge_keys_fill_in_what_a_mapping_does_not_say_itself() -> None:
    text = "notes: &usual {tip: 3, floor: 1}\nanything: {<<: *usual, tip: 5}\nnumber: 1"
    assert table(text).anything == {"tip": 5, "floor": 1}


def test_places_are_found_by_field_and_fall_back_to_the_nearest_parent() -> None:
    node = compose("spec:\n  containers:\n    - name: app\n      ports: []\n")[0]
    assert locate(node, "spec.containers[0].name") == (3, 13)
    assert locate(node, "spec.containers[0].image") == (3, 7)
    assert locate(node, "spec.containers[4].image") == (3, 5)
    assert locate(node, "metadata.name") == (1, 1)
    assert [key for key, _, _ in entries(node)] == ["spec"]
    assert child(node, "status") is None
    assert mark_of(node) == (1, 1)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", True),
        ("Off", False),
        ("y", "y"),
        ("0644", 420),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", 1000),
        ("-7", -7),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("2026-11-20", "2026-11-20"),
        ("12:30", "12:30"),
        ("~", None),
        ("null", None),
        ('"no"', "no"),
        ("'12'", "12"),
        ("1" * 500, "1" * 500),
    ],
)
def test_scalars_mean_what_kubernetes_takes_them_for(written: str, value: Any) -> None:
    node = yaml.compose(written, Loader=yaml.CSafeLoader)
    read_as = plain_value(node)
    assert (read_as, type(read_as)) == (value, type(value))


yaml_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6) | st.sampled_from(
        ["number", "guests", "order", "dish", "drink", "what", "name", "notes", "<<", "paidBy"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(st.text(max_size=200) | st.binary(max_size=200) | yaml_values.map(yaml.safe_dump))
@settings(max_examples=400, deadline=None)
def test_no_text_makes_the_reader_raise_anything_but_its_own_error(text: str | bytes) -> None:
    try:
        outcome = [str(read_or_raise(node, Table, "any.yaml")) for node in compose(text, "any.yaml")]
    except PodtutorError as error:
        outcome = [str(error)]
    assert all(outcome)
