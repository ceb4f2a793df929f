"""Arithmetic as Go does it, where that shows in an answer: 64 bits, division towards zero."""

from __future__ import annotations


def int64(number: int) -> int:
    """Go specification, integer overflow: the number wrapped around to 64 bits with sign."""
    return (number + 2**63) % 2**64 - 2**63


def truncated_division(dividend: int, divisor: int) -> int:
    """Go specification, arithmetic operators: integer division towards zero."""
    quotient = abs(dividend) // abs(divisor)
    return quotient if (dividend < 0) == (divisor < 0) else -quotient
