"""Resource quantities, exact: parsing, canonical form, arithmetic and rounding as apimachinery does them."""

from __future__ import annotations

from functools import lru_cache


class Quantity:
    """k8s.io/apimachinery/pkg/api/resource Quantity: an exact amount. Placeholder body follows in this series."""

    __slots__ = ("nanos", "text")

    def __init__(self, nanos: int, text: str) -> None:
        self.nanos = nanos
        self.text = text

    def __str__(self) -> str:
        return self.text


@lru_cache(maxsize=4096)
def parse_quantity(text: str) -> Quantity:
    """Read a quantity."""
    raise ValueError(text)
