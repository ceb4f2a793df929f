"""Asking what a resource quantity is: read it (op parse, op json), compare and add two (op pair), round one up."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from podtutor.kube.quantity import MAX_INT64, Quantity, QuantityError, parse_quantity
from podtutor.rules.decide.fields import needed
from podtutor.rules.decide.frame import Answer, Explanation, Table

_GO_BLANKS = " \t\n\v\f\r\x85\xa0"


class Input(Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """`op` parse: `s`; json: `raw`, a JSON token; pair: `a` and `b`; roundUp: `s` to multiples of 10^`scale`."""

    op: Literal["parse", "json", "pair", "roundUp"]
    s: str | None = None
    raw: str | None = None
    a: str | None = None
    b: str | None = None
    scale: int | None = None


def decide(asked: Input) -> Answer:
    """A description (parse, json), `{cmp, equal, sum, diff}` (pair), `{canonical, dec, exact}` (roundUp), or an error."""
    try:
        if asked.op == "parse":
            return _description(parse_quantity(needed(asked.s, "s", asked.op)))
        if asked.op == "json":
            return _description(_from_token(needed(asked.raw, "raw", asked.op)))
        if asked.op == "pair":
            one = parse_quantity(needed(asked.a, "a", asked.op))
            other = parse_quantity(needed(asked.b, "b", asked.op))
            order = (one > other) - (one < other)
            return {"cmp": order, "equal": one == other, "sum": str(one + other), "diff": str(one - other)}
        quantity = parse_quantity(needed(asked.s, "s", asked.op))
        scale = max(-30, min(needed(asked.scale, "scale", asked.op), 300))
        rounded, exact = quantity.round_up(scale)
        return {"canonical": str(rounded), "dec": rounded.decimal_text(), "exact": exact}
    except QuantityError as error:
        return {"ok": False, "error": error.code}


def _from_token(raw: str) -> Quantity:
    """resource.Quantity.UnmarshalJSON, which looks at the token's text."""
    if raw == "null":
        return Quantity(0, "", scale=0)
    text = raw[1:-1] if len(raw) >= 2 and raw[0] == raw[-1] == '"' else raw
    return parse_quantity(text.strip(_GO_BLANKS))


def _description(quantity: Quantity) -> Answer:
    return {
        "ok": True,
        "canonical": str(quantity),
        "format": quantity.format,
        "dec": quantity.decimal_text(),
        "value": _within_int64(quantity, 10**9, quantity.value()),
        "milliValue": _within_int64(quantity, 10**6, quantity.milli_value()),
        "sign": quantity.sign,
        "isZero": not quantity,
    }


def _within_int64(quantity: Quantity, nanos: int, answer: int) -> str | None:
    """The answer as text, null where the amount rounded up does not fit 64 bits."""
    rounded = -(-quantity.nanos // nanos)
    return str(answer) if -MAX_INT64 - 1 <= rounded <= MAX_INT64 else None


def explain(asked: Input) -> Explanation:
    """What Kubernetes makes of the text, and how it shows it."""
    answer = decide(asked)
    if "error" in answer:
        return Explanation(verdict="not a quantity", reasons=(_ERRORS[answer["error"]],))
    if asked.op == "pair":
        relation = {-1: "less than", 0: "equal to", 1: "greater than"}[answer["cmp"]]
        reasons = (
            f"sum {answer['sum']}",
            f"difference {answer['diff']}",
            "Sums keep the left format, unless it is zero.",
        )
        return Explanation(verdict=f"{asked.a} is {relation} {asked.b}", reasons=reasons)
    if asked.op == "roundUp":
        how = "exactly" if answer["exact"] else "rounded away from zero"
        return Explanation(verdict=answer["canonical"], reasons=(f"{answer['dec']}, {how}",))
    rows = (
        ("exact amount", answer["dec"]),
        ("format", answer["format"]),
        ("whole units, rounded up", answer["value"] or "more than 64 bits hold"),
        ("thousandths, rounded up", answer["milliValue"] or "more than 64 bits hold"),
    )
    return Explanation(verdict=answer["canonical"], table=Table(columns=("WHAT", "AMOUNT"), rows=rows))


_ERRORS = {
    "format": "A quantity is a number and a suffix: 500m, 1.5Gi, 2e3; no blanks, no other characters.",
    "suffix": "The suffix is none: n u m k M G T P E, Ki Mi Gi Ti Pi Ei, or an exponent like e3.",
    "numeric": "The number cannot be read, or has more digits than podtutor computes with.",
}
