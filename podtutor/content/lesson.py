"""A lesson as its author writes it (`lesson: 1`): three tracks of sections made of blocks, analogies, a cheat sheet.

A block is named by its first key (`- prose: …`, `- callout: gotcha`). Every block may name the `claims` it teaches.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from podtutor.content.common import (
    Authored,
    ClaimRef,
    Id,
    LessonRef,
    Level,
    PathRef,
    ScenarioRef,
    TermRef,
    Text,
    TopicRef,
)

LESSON_FORMAT = 1

CalloutKind = Literal["core-idea", "why-it-matters", "gotcha", "since", "easily-confused", "when-not-to"]


class Row(Authored, frozen=True, kw_only=True):
    """One line of an analogy's table: this (in the picture) is that (in Kubernetes)."""

    this: Text
    that: Text


class Analogy(Authored, frozen=True, kw_only=True):
    """A picture from everyday life, and the place where it stops being true."""

    id: Id
    title: Text
    picture: Text
    table: tuple[Row, ...]
    breaks: Text
    level: Level = "junior"
    claims: tuple[ClaimRef, ...] = ()


class Block(Authored, frozen=True, kw_only=True, tag_field="block"):
    """One piece of a section; `claims` are the ids of the claims that it teaches."""

    claims: tuple[ClaimRef, ...] = ()


class Prose(Block, frozen=True, kw_only=True, tag="prose"):
    """Running text in the Markdown subset."""

    prose: Text


class Callout(Block, frozen=True, kw_only=True, tag="callout"):
    """A boxed remark of one of a few kinds; `version` belongs to `since`."""

    callout: CalloutKind
    text: Text
    version: str = ""


class Belief(Block, frozen=True, kw_only=True, tag="belief"):
    """A refutation: what people say, why it is tempting, what is true, and how to see it."""

    belief: Text
    tempting: Text
    truth: Text
    see: str = ""


class Table(Block, frozen=True, kw_only=True, tag="table"):
    """Columns and rows; every row as long as the columns."""

    table: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]


class LineNote(Authored, frozen=True, kw_only=True):
    """A remark on one line of a manifest, the line given by a piece of its text that stands there only once."""

    at: Text
    note: Text


class Manifest(Block, frozen=True, kw_only=True, tag="manifest"):
    """Kubernetes YAML that runs as it stands, with notes on its lines."""

    manifest: Text
    title: str = ""
    notes: tuple[LineNote, ...] = ()


class Command(Block, frozen=True, kw_only=True, tag="command"):
    """A command to type on a real cluster (or in podtutor), and the output to expect."""

    command: Text
    output: str = ""
    note: str = ""


class Diagram(Block, frozen=True, kw_only=True, tag="diagram"):
    """A drawing in text, at most 76 columns wide, with a caption that says it in words."""

    diagram: Text
    caption: Text


class ShowAnalogy(Block, frozen=True, kw_only=True, tag="analogy"):
    """Shows one of the lesson's analogies here, by id."""

    analogy: Id


class AskOption(Authored, frozen=True, kw_only=True):
    """One answer of an inline question, and why it is right or wrong."""

    text: Text
    why: Text
    correct: bool = False


class Ask(Block, frozen=True, kw_only=True, tag="ask"):
    """An inline question with options; exactly one is right."""

    ask: Text
    options: tuple[AskOption, ...]


class Reveal(Block, frozen=True, kw_only=True, tag="reveal"):
    """An inline open question: the learner thinks (or types), then sees the answer."""

    reveal: Text
    answer: Text


class ShowScenario(Block, frozen=True, kw_only=True, tag="scenario"):
    """Runs a scenario in the simulator; `predict` is asked before, `notice` is said after."""

    scenario: ScenarioRef
    predict: str = ""
    notice: str = ""
    view: Literal["timeline", "pods", "events", "describe"] = "timeline"


AnyBlock = Prose | Callout | Belief | Table | Manifest | Command | Diagram | ShowAnalogy | Ask | Reveal | ShowScenario


class Section(Authored, frozen=True, kw_only=True):
    """One screen or a little more: a title and its blocks."""

    id: Id
    title: Text
    blocks: tuple[AnyBlock, ...]


class Track(Authored, frozen=True, kw_only=True):
    """The lesson for one level; senior assumes middle, middle assumes junior."""

    sections: tuple[Section, ...]
    takeaways: tuple[Text, ...]


class Tracks(Authored, frozen=True, kw_only=True):
    """All three levels."""

    junior: Track
    middle: Track
    senior: Track

    def of(self, level: Level) -> Track:
        """The track of one level."""
        return {"junior": self.junior, "middle": self.middle, "senior": self.senior}[level]


class MustKnow(Authored, frozen=True, kw_only=True):
    """One point of the cheat sheet."""

    point: Text
    level: Level = "junior"
    claims: tuple[ClaimRef, ...] = ()


class FollowUp(Authored, frozen=True, kw_only=True):
    """What an interviewer asks next, and an answer as one would say it aloud."""

    question: Text
    answer: Text
    level: Level
    claims: tuple[ClaimRef, ...] = ()


class RedFlag(Authored, frozen=True, kw_only=True):
    """A sentence that costs points in an interview, why it is wrong, and what to say instead."""

    says: Text
    wrong: Text
    instead: Text
    level: Level
    claims: tuple[ClaimRef, ...] = ()


class CheatSheet(Authored, frozen=True, kw_only=True):
    """The lesson on a page, for the night before."""

    must_know: tuple[MustKnow, ...]
    follow_ups: tuple[FollowUp, ...]
    red_flags: tuple[RedFlag, ...]


class Lesson(Authored, frozen=True, kw_only=True):
    """A whole lesson file."""

    lesson: Literal[1]
    id: Annotated[Id, Meta(extra={"defines": "lesson"})]
    title: Text
    summary: Text
    minutes: int
    learn: tuple[Text, ...]
    tracks: Tracks
    cheatsheet: CheatSheet
    analogies: tuple[Analogy, ...] = ()
    prerequisites: tuple[LessonRef, ...] = ()
    next: tuple[LessonRef, ...] = ()
    paths: tuple[PathRef, ...] = ("interview",)
    terms: tuple[TermRef, ...] = ()
    related: tuple[TopicRef, ...] = ()
    replaces: Annotated[str, Meta(extra={"replaces": "lesson"})] = ""
