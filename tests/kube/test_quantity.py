"""Resource quantities: what is one, how it is written, and how it is computed with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podtutor.kube.quantity import (
    Quantity,
    QuantityError,
    parse_quantity,
    quantity_from_json,
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("0.5", "500m"),
        ("1000m", "1"),
        ("1.5Gi", "1536Mi"),
        ("0.5Mi", "512Ki"),
        ("0.1Mi", "104857600m"),
        ("1024", "1024"),
        ("1000k", "1M"),
        ("12e5", "1200e3"),
        ("0Ki", "0"),
        ("8Ei", "9223372036854775807"),
        ("1.0000000001", "1000000001n"),
        ("-0.1n", "-1n"),
    ],
)
def test_is_shown_in_canonical_form(written: str, shown: str) -> None:
    assert str(parse_quantity(written)) == shown


@pytest.mark.parametrize("written", ["+5", "5.", "1.G", "1e+3", "007", "1.500"])
def test_what_counts_as_canonical_is_kept_as_written_until_computed_with(written: str) -> None:
    assert str(parse_quantity(written)) == written
    assert str(parse_quantity(written) + parse_quantity("0")) != written


@pytest.mark.parametrize(
    ("written", "code"),
    [("", "format"), ("1 Mi", "format"), ("128MB", "format"), ("1K", "suffix"), ("1ki", "suffix"), ("--1", "suffix")],
)
def test_what_is_no_quantity_is_told_apart(written: str, code: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_quantity(written)
    assert caught.value.code == code


@pytest.mark.parametrize("written", [".", "+", "-", "Mi", "E", ".Mi", "m"])
def test_bare_signs_and_suffixes_are_zero(written: str) -> None:
    assert not parse_quantity(written)


@pytest.mark.parametrize("written", ["1e2000", "9" * 2000])
def test_an_absurd_size_is_refused_rather_than_written_out(written: str) -> None:
    with pytest.raises(QuantityError, match="not supported"):
        parse_quantity(written)


def test_equal_amounts_are_equal_and_hash_alike() -> None:
    assert parse_quantity("1Ki") == parse_quantity("1024")
    assert hash(parse_quantity("1")) == hash(parse_quantity("1000m"))
    assert parse_quantity("1") != "1"


def test_sums_keep_the_left_format_unless_the_left_is_zero() -> None:
    assert str(parse_quantity("1Ki") + parse_quantity("1024")) == "2Ki"
    assert str(parse_quantity("0") + parse_quantity("2Ki")) == "2Ki"
    assert str(parse_quantity("1M") - parse_quantity("1Mi")) == "-48576"


def test_whole_units_round_away_from_zero() -> None:
    assert parse_quantity("1m").value() == 1
    assert parse_quantity("1001m").value() == 2
    assert parse_quantity("0.0001").milli_value() == 1
    assert parse_quantity("-1500m").value() == -2


def test_rounding_says_whether_something_was_lost() -> None:
    rounded, exact = parse_quantity("0.0001").round_up(-3)
    assert (str(rounded), exact) == ("1m", False)
    rounded, exact = parse_quantity("250m").round_up(-3)
    assert (str(rounded), exact) == ("250m", True)


@pytest.mark.parametrize(
    ("token", "shown"), [(None, "0"), (1, "1"), (0.5, "500m"), ("  2Gi ", "2Gi"), (2.5e-3, "2500u")]
)
def test_json_numbers_count_by_their_text(token: object, shown: str) -> None:
    assert str(quantity_from_json(token)) == shown


@pytest.mark.parametrize("token", [True, [], {}, ""])
def test_other_json_values_are_no_quantities(token: object) -> None:
    with pytest.raises(QuantityError):
        quantity_from_json(token)


@given(st.integers(-(10**17), 2**62))
def test_whole_numbers_come_back(number: int) -> None:
    assert parse_quantity(str(number)).value() == number
    assert Quantity.of(number) == parse_quantity(str(number))
    assert Quantity.of_milli(number) == parse_quantity(f"{number}m")


_NUMBERS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "-"]),
    st.decimals(0, 10**6, places=4).map(str),
    st.sampled_from(["", "n", "u", "m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "e3", "E-2"]),
)


@given(_NUMBERS, _NUMBERS)
def test_adding_and_taking_away_again_changes_nothing(one: str, other: str) -> None:
    first, second = parse_quantity(one), parse_quantity(other)
    assert first + second - second == first
    assert (first < second) == (second > first) == (not first >= second)


@given(_NUMBERS)
def test_what_is_shown_is_worth_as_much(written: str) -> None:
    quantity = parse_quantity(written) + parse_quantity("0")
    assert parse_quantity(str(quantity)) == quantity
    assert str(parse_quantity(str(quantity))) == str(quantity)


@given(st.text(alphabet="0123456789.+-eEinumkKMGTPx \u0663", max_size=12))
def test_any_text_is_a_quantity_or_a_clear_error(text: str) -> None:
    try:
        said = str(parse_quantity(text))
    except QuantityError as error:
        said = str(error)
    assert said


def test_a_huge_negative_amount_wraps_around_as_upstreams_does() -> None:
    assert parse_quantity("-9223372036854775808").value() == 0
