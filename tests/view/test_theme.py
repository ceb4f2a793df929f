"""The colours read on light and on dark backgrounds, and nothing relies on yellow, white, black or dimming."""

from __future__ import annotations

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style

from podtutor.view.theme import PALETTE, STYLES, THEME

BACKGROUNDS = {"white": "#ffffff", "black": "#000000"}


def luminance(color: str) -> float:
    triplet = Color.parse(color).triplet
    assert triplet is not None
    channels = [part / 255 for part in (triplet.red, triplet.green, triplet.blue)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("color", PALETTE)
@pytest.mark.parametrize("background", BACKGROUNDS)
def test_every_colour_reads_on_every_background(color: str, background: str) -> None:
    assert contrast(color, BACKGROUNDS[background]) >= 3.8


@pytest.mark.parametrize("color", PALETTE)
def test_every_colour_stands_exactly_in_the_256_colour_palette(color: str) -> None:
    exact = Color.parse(color)
    assert exact.downgrade(ColorSystem.EIGHT_BIT).get_truecolor() == exact.triplet


@pytest.mark.parametrize("name", STYLES)
def test_styles_use_the_palette_and_never_dim(name: str) -> None:
    style = THEME.styles[name]
    assert isinstance(style, Style)
    assert not style.dim
    assert style.color is None or style.color.name in PALETTE
    assert style.bgcolor is None
