"""Resource quantities, exact: parsing, canonical form, arithmetic and rounding as apimachinery does them.

Upstream keeps a quantity as an int64 with a decimal scale where that fits, else as a big decimal, and both ways
show: in whether the text is kept as written, and in `Value()` of negative numbers. Here a quantity is one exact
integer of billionths (nothing smaller survives parsing) that remembers which way upstream would have gone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

Format = Literal["DecimalSI", "BinarySI", "DecimalExponent", ""]

NANO_SCALE: Final = -9  # resource.Nano
MILLI_SCALE: Final = -3  # resource.Milli
MAX_INT64: Final = 2**63 - 1  # math.MaxInt64, the cap of binary quantities (resource.maxAllowed)
MAX_INT64_FACTORS: Final = 18  # resource.maxInt64Factors
LARGEST_EXPONENT: Final = 1000
"""Where we stop short of upstream: it would write out millions of digits, we refuse the quantity."""

_NANOS_PER_UNIT: Final = 10**9
_DECIMAL_SUFFIXES: Final = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY_SUFFIXES: Final = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL_SUFFIX_OF: Final = {exponent: suffix for suffix, exponent in _DECIMAL_SUFFIXES.items()}
_BINARY_SUFFIX_OF: Final = {0: "", **{exponent: suffix for suffix, exponent in _BINARY_SUFFIXES.items()}}
_SHAPE: Final = re.compile(r"([+-]?)0*([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)", re.ASCII)
_EXPONENT: Final = re.compile(r"[+-]?[0-9]+", re.ASCII)
_SPLIT: Final = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$"


class QuantityError(ValueError):
    """A text that is no quantity; `code` is `format`, `numeric` or `suffix`, the text is upstream's."""

    def __init__(self, code: Literal["format", "numeric", "suffix"], message: str) -> None:
        self.code = code
        super().__init__(message)


def _format_error() -> QuantityError:
    return QuantityError("format", f"quantities must match the regular expression '{_SPLIT}'")


class Quantity:
    """resource.Quantity: an exact, immutable amount.

    Equal when the amounts are equal (`1` and `1000m`), as `Quantity.Cmp` has it; `str()` is what the API shows.
    """

    __slots__ = ("_kept", "_scale", "_text", "format", "nanos")

    def __init__(
        self, nanos: int, number_format: Format = "DecimalSI", *, kept: str = "", scale: int | None = NANO_SCALE
    ) -> None:
        """`nanos`: billionths. `kept`: the text, where it counts as canonical. `scale`: of upstream's int64, or None."""
        self.nanos = nanos
        self.format: Format = number_format
        self._kept = kept
        self._scale = scale
        self._text = kept

    @classmethod
    def of(cls, value: int, number_format: Format = "DecimalSI") -> Quantity:
        """resource.NewQuantity: `value` whole units."""
        return cls(value * _NANOS_PER_UNIT, number_format, scale=0)

    @classmethod
    def of_milli(cls, value: int, number_format: Format = "DecimalSI") -> Quantity:
        """resource.NewMilliQuantity: `value` thousandths."""
        return cls(value * 10**6, number_format, scale=MILLI_SCALE)

    def __str__(self) -> str:
        """resource.Quantity.String: the text as written where that is canonical, else the canonical form."""
        if not self._text:
            self._text = _canonical(self.nanos, self.format)
        return self._text

    def __repr__(self) -> str:
        return f"Quantity({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return self.nanos == other.nanos if isinstance(other, Quantity) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.nanos)

    def __lt__(self, other: Quantity) -> bool:
        return self.nanos < other.nanos

    def __le__(self, other: Quantity) -> bool:
        return self.nanos <= other.nanos

    def __gt__(self, other: Quantity) -> bool:
        return self.nanos > other.nanos

    def __ge__(self, other: Quantity) -> bool:
        return self.nanos >= other.nanos

    def __bool__(self) -> bool:
        """Whether the amount is other than zero."""
        return self.nanos != 0

    def __add__(self, other: Quantity) -> Quantity:
        """resource.Quantity.Add: keeps the left format, unless the left is zero."""
        return Quantity(self.nanos + other.nanos, self.format if self.nanos else other.format)

    def __sub__(self, other: Quantity) -> Quantity:
        """resource.Quantity.Sub: keeps the left format, unless the left is zero."""
        return Quantity(self.nanos - other.nanos, self.format if self.nanos else other.format)

    def __mul__(self, factor: int) -> Quantity:
        """resource.Quantity.Mul."""
        return Quantity(self.nanos * factor, self.format)

    def __neg__(self) -> Quantity:
        """resource.Quantity.Neg."""
        return Quantity(-self.nanos, self.format)

    @property
    def sign(self) -> int:
        """resource.Quantity.Sign: -1, 0 or 1."""
        return (self.nanos > 0) - (self.nanos < 0)

    def value(self) -> int:
        """resource.Quantity.Value: whole units, rounded up in magnitude."""
        return self.scaled_value(0)

    def milli_value(self) -> int:
        """resource.Quantity.MilliValue: thousandths, rounded up in magnitude."""
        return self.scaled_value(MILLI_SCALE)

    def scaled_value(self, scale: int) -> int:
        """resource.Quantity.ScaledValue: in units of 10^scale (no smaller than billionths), rounded away from zero.

        A negative amount that upstream keeps as a big decimal is cut to 64 bits there and rounded the other way;
        so it is here.
        """
        unit = _power_of_ten(scale - NANO_SCALE)
        if self._scale is None and self.nanos < 0:
            cut = (self.nanos + 2**63) % 2**64 - 2**63
            whole, rest = divmod(abs(cut), unit)
            whole = -whole if cut < 0 else whole
            return whole + 1 if rest else whole
        return _divide_away_from_zero(self.nanos, unit)

    def round_up(self, scale: int) -> tuple[Quantity, bool]:
        """resource.Quantity.RoundUp: to multiples of 10^scale, away from zero; and whether nothing was lost."""
        if scale <= NANO_SCALE or (self._scale is not None and self._scale >= scale):
            return self, True
        unit = _power_of_ten(scale - NANO_SCALE)
        nanos = _divide_away_from_zero(self.nanos, unit) * unit
        kept_scale = None if self._scale is None else scale
        return Quantity(nanos, self.format, scale=kept_scale), nanos == self.nanos

    def decimal_text(self) -> str:
        """The exact amount in plain decimal digits."""
        whole, rest = divmod(abs(self.nanos), _NANOS_PER_UNIT)
        text = f"{whole}.{rest:09d}".rstrip("0").rstrip(".")
        return "-" + text if self.nanos < 0 else text


def _power_of_ten(exponent: int) -> int:
    return int(10**exponent)


def _divide_away_from_zero(amount: int, unit: int) -> int:
    return -(-amount // unit) if amount >= 0 else amount // unit


def _remove_factors(amount: int, factor: int) -> tuple[int, int]:
    times = 0
    while amount and amount % factor == 0:
        amount //= factor
        times += 1
    return amount, times


def _canonical(nanos: int, number_format: Format) -> str:
    """resource.Quantity.CanonicalizeBytes: no fraction, the largest suffix that allows it.

    A decimal amount that would need a suffix beyond E is written without one, as upstream does.
    """
    if nanos == 0:
        return "0"
    whole, rest = divmod(nanos, _NANOS_PER_UNIT)
    if number_format == "BinarySI" and rest == 0 and not -1024 < whole < 1024:
        amount, times = _remove_factors(whole, 1024)
        return f"{amount}{_BINARY_SUFFIX_OF.get(times * 10, '')}"
    amount, times = _remove_factors(nanos, 10)
    exponent = times + NANO_SCALE
    amount *= _power_of_ten(exponent % 3)
    exponent -= exponent % 3
    if number_format in {"DecimalSI", "BinarySI"}:
        return f"{amount}{_DECIMAL_SUFFIX_OF.get(exponent, '')}"
    return f"{amount}e{exponent}" if exponent else str(amount)


def _interpret_suffix(suffix: str) -> tuple[int, Format]:
    """resource.suffixHandler.interpret: the exponent (of 10, or of 2 for BinarySI) and the format."""
    if suffix in _DECIMAL_SUFFIXES:
        return _DECIMAL_SUFFIXES[suffix], "DecimalSI"
    if suffix in _BINARY_SUFFIXES:
        return _BINARY_SUFFIXES[suffix], "BinarySI"
    if suffix[0] in "eE" and len(suffix) <= MAX_INT64_FACTORS and _EXPONENT.fullmatch(suffix[1:]):
        exponent = (int(suffix[1:]) + 2**31) % 2**32 - 2**31
        return exponent, "DecimalExponent"
    raise QuantityError("suffix", "unable to parse quantity's suffix")


def _keeps_text(number_format: Format, scale: int, digits: str) -> bool:
    """Whether ParseQuantity takes the text for canonical and keeps it as written."""
    if number_format == "BinarySI":
        return int(digits) & 0x07 != 0
    return scale % 3 == 0 and not digits.endswith("000") and digits[0] != "0"


@lru_cache(maxsize=8192)
def parse_quantity(text: str) -> Quantity:
    """resource.ParseQuantity: `500m`, `1.5Gi`, `1e3`. Raises QuantityError."""
    match = _SHAPE.fullmatch(text) if text else None
    if match is None:
        raise _format_error()
    if text == "0":
        return Quantity(0, kept=text, scale=0)
    sign, number, fraction, suffix = match.group(1), match.group(2) or "0", match.group(3) or "", match.group(4)
    exponent, number_format = _interpret_suffix(suffix)
    if abs(exponent) > LARGEST_EXPONENT or len(text) > LARGEST_EXPONENT:
        raise QuantityError("numeric", f"a quantity of more than {LARGEST_EXPONENT} digits is not supported")
    digits = number + fraction
    amount = int(digits)
    scale = -len(fraction)
    if number_format == "BinarySI":
        fits = not fraction and 15 - len(number) - exponent * 3 // 10 - 1 >= 0
        amount <<= exponent
    else:
        scale += exponent
        fits = len(digits) <= MAX_INT64_FACTORS
    nanos = _nanos(amount, scale)
    if fits and scale >= NANO_SCALE:
        kept = text if _keeps_text(number_format, scale, digits) else ""
        return Quantity(-nanos if sign == "-" else nanos, number_format, kept=kept, scale=scale)
    if number_format == "BinarySI":
        nanos = min(nanos, MAX_INT64 * _NANOS_PER_UNIT)
        if 0 < nanos < _NANOS_PER_UNIT:
            number_format = "DecimalSI"
    return Quantity(-nanos if sign == "-" else nanos, number_format, scale=None)


def _nanos(amount: int, scale: int) -> int:
    """`amount` times 10^scale in billionths, rounded up."""
    shift = scale - NANO_SCALE
    if shift >= 0:
        return amount * _power_of_ten(shift)
    return _divide_away_from_zero(amount, _power_of_ten(-shift))


ZERO: Final = parse_quantity("0")


def zero() -> Quantity:
    """The value of a quantity that is not given, where the API always writes one."""
    return ZERO


def quantity_from_json(value: object) -> Quantity:
    """resource.Quantity.UnmarshalJSON for a decoded JSON value: null is zero, numbers count by their text."""
    if value is None:
        return Quantity(0, "", scale=0)
    if isinstance(value, str):
        return parse_quantity(value.strip())
    if isinstance(value, int | float) and not isinstance(value, bool):
        return parse_quantity(repr(value))
    raise _format_error()
