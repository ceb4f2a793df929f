"""The report of an interview as Markdown or as one self-contained page of HTML that prints well."""

from __future__ import annotations

import html
import re
from typing import Final

from podtutor.tutor.interview import Turn, quoted
from podtutor.tutor.scorecard import Scorecard
from podtutor.view.feedback import WHEN

_STYLE: Final = """
body { font: 11pt/1.45 Georgia, serif; color: #1a1a1a; background: #fff; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { font-family: Helvetica, Arial, sans-serif; line-height: 1.2; }
h2 { border-bottom: 1px solid #999; margin-top: 2rem; } h3 { break-after: avoid; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .2rem 1rem .2rem 0; vertical-align: top; }
code { font-size: .92em; } blockquote { margin: .5rem 0 .5rem 1rem; color: #444; }
li { margin: .2rem 0; } @media print { body { margin: 0; } }
"""


def report_markdown(card: Scorecard, *, date: str) -> str:
    """The report as Markdown."""
    parts = [f"# Mock interview, level {card.level}, {date}", "", f"**{card.verdict}**", "", _summary(card), ""]
    if card.topics:
        parts += ["## By topic", "", "| topic | level | ideas heard | red flags |", "|---|---|---|---|"]
        parts += [
            f"| {_plain(one.title)} | {one.level} | {one.heard} of {one.ideas} | {one.flags} |" for one in card.topics
        ]
        parts.append("")
    if card.red_flags:
        parts += ["## Red flags", ""]
        for flag in card.red_flags:
            said = f"You said “{_typed(flag.words)}”. " if flag.words else ""
            parts.append(
                f"- {said}In truth: {_plain(flag.wrong)}"
                + (f" **Say instead:** {_plain(flag.instead)}" if flag.instead else "")
            )
        parts.append("")
    if card.calibration:
        parts += ["## What being sure was worth", ""]
        parts += [
            f"- {WHEN[degree]}: {total.right} of {total.asked} answers right"
            for degree, total in card.calibration.items()
        ]
        parts.append("")
    if card.study:
        parts += ["## Study next", ""]
        for one in card.study:
            parts += [f"- {_plain(one.why)}", *(f"    - `{command}`" for command in one.commands)]
        parts.append("")
    parts += ["## Question by question", ""]
    for number, turn in enumerate(card.turns, start=1):
        parts += _turn(number, turn)
    return "\n".join(parts).rstrip() + "\n"


def _summary(card: Scorecard) -> str:
    one, flags, asked = card.overall, len(card.red_flags), len(card.turns)
    marks = "1 mark is" if card.corrected == 1 else f"{card.corrected} marks are"
    return (
        f"{asked} {'question' if asked == 1 else 'questions'} in {max(1, round(card.spent / 60_000))} of {card.minutes} "
        f"minutes. {one.right} of {one.asked} ideas heard ({one.share:.0%}), {flags or 'no'} red "
        f"{'flag' if flags == 1 else 'flags'}." + (f" {marks} the candidate's own." if card.corrected else "")
    )


def _turn(number: int, turn: Turn) -> list[str]:
    lines = [f"### {number}. {_plain(turn.asking.question.ask)}", ""]
    if turn.answer.strip():
        lines += [f"> {_typed(turn.answer)}", ""]
    for idea in turn.ideas:
        lines.append(
            f"- {'heard' if turn.heard(idea.id) else '**missing**'}: {_plain(idea.idea)}{_where(turn, idea.id)}"
        )
    for flag in turn.said:
        lines.append(f"- **red flag**; in truth: {_plain(flag.idea)}{_where(turn, flag.id)}")
    return [*lines, "", f"A good answer: {_plain(turn.asking.question.model)}", ""]


def _where(turn: Turn, name: str) -> str:
    if name in turn.marks:
        grader = "heard" if quoted(turn.grade, name) else "not heard"
        return f" (by the candidate's own mark; the grader: {grader})" if turn.answer else ""
    found = quoted(turn.grade, name)
    return f" (“{_typed(found.words)}”)" if found else ""


def _plain(text: str) -> str:
    """The course's text on one line: its `code` and **stress** are Markdown already."""
    return re.sub(r"(?<!\\)([<>|#])", r"\\\1", _on_one_line(text))


def _typed(text: str) -> str:
    """What a candidate typed, on one line and to the letter: none of it is Markdown."""
    return re.sub(r"([\\`*_\[\]<>|#~&!])", r"\\\1", re.sub(r"^(\d*)([.)+-])", r"\1\\\2", _on_one_line(text)))


def _on_one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def report_html(card: Scorecard, *, date: str) -> str:
    """The same report as one page of HTML that needs nothing else: no script, no picture, no address."""
    from markdown_it import MarkdownIt

    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(report_markdown(card, date=date))
    title = html.escape(f"Mock interview, level {card.level}, {date}")
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>'
    return (
        f'<!doctype html>\n<html lang="en"><head>{head}<style>{_STYLE}</style></head>\n<body>\n{body}</body></html>\n'
    )
