"""The one theme: style names that say what something means, and the colours behind them.

Every colour is of middle luminance, so that it reads on white and on black alike, and stands exactly in the
256-colour palette. No meaning is carried by a colour alone: a glyph or a word always says the same.
"""

from __future__ import annotations

from typing import Final

from rich.theme import Theme

TEAL: Final = "#008787"
GREEN: Final = "#008700"
RED: Final = "#d70000"
AMBER: Final = "#af5f00"
VIOLET: Final = "#875fd7"
BLUE: Final = "#0087af"
PINK: Final = "#af5f87"
GREY: Final = "#767676"

PALETTE: Final = (TEAL, GREEN, RED, AMBER, VIOLET, BLUE, PINK, GREY)

STYLES: Final[dict[str, str]] = {
    # text
    "title": f"bold {TEAL}",
    "heading": "bold",
    "strong": "bold",
    "emphasis": "italic",
    "code": TEAL,
    "muted": GREY,
    "accent": TEAL,
    "label": f"bold {GREY}",
    "rule": GREY,
    "term": f"bold {VIOLET}",
    # keys at the bottom
    "key": f"bold {TEAL}",
    "key.word": GREY,
    "cursor": f"bold {TEAL}",
    "chosen": "bold",
    # verdicts
    "right": f"bold {GREEN}",
    "right.text": GREEN,
    "wrong": f"bold {RED}",
    "wrong.text": RED,
    "unsure": f"bold {AMBER}",
    # callouts
    "callout.core-idea": TEAL,
    "callout.why-it-matters": BLUE,
    "callout.gotcha": AMBER,
    "callout.since": VIOLET,
    "callout.easily-confused": PINK,
    "callout.when-not-to": RED,
    # bars
    "bar.done": TEAL,
    "bar.rest": GREY,
    # YAML and commands
    "yaml.key": BLUE,
    "yaml.mark": GREY,
    "yaml.value": "none",
    "yaml.comment": f"italic {GREY}",
    "note": f"bold {PINK}",
    "prompt": f"bold {TEAL}",
    "command": "bold",
    "output": "none",
    # tables
    "table.header": "bold",
    "table.lead": "none",
    # levels
    "level.junior": f"bold {GREEN}",
    "level.middle": f"bold {BLUE}",
    "level.senior": f"bold {VIOLET}",
    # problems
    "problem.place": "bold",
    "problem.message": "none",
    "problem.expected": GREY,
    # a container's life
    "state.pulling": VIOLET,
    "state.waiting": GREY,
    "state.running": GREEN,
    "state.unready": AMBER,
    "state.stopping": PINK,
    "state.failed": RED,
    "state.done": BLUE,
    "state.backoff": AMBER,
    "state.gone": GREY,
    "mark.signal": f"bold {PINK}",
    "mark.failure": f"bold {RED}",
    "mark.action": f"bold {BLUE}",
}

THEME: Final = Theme(STYLES, inherit=False)
