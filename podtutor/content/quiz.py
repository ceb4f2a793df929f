"""A quiz as its author writes it (`quiz: 1`): questions of a closed set of kinds.

Every question says why: `explanation` is shown after right answers too, and every option has its own `why`.
`voices` names the misconception (a claim, or a trap) that a wrong option speaks for.

A prediction is written without its answer: `Predict` is what the author writes, `Predicted` what the simulator or a rule
makes of it, and only that can be asked.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, field

from podtutor.content.common import Authored, ClaimRef, Id, LessonRef, Level, ScenarioRef, Text, Voice

QUIZ_FORMAT = 1


class Option(Authored, frozen=True, kw_only=True):
    """One answer to choose from; a wrong one names the misconception that it voices."""

    text: Text
    why: Text
    correct: bool = False
    voices: Voice = ""


class BaseQuestion(Authored, frozen=True, kw_only=True, tag_field="kind"):
    """What every kind of question has. `revision` goes up when the meaning changes; the id never does."""

    id: Annotated[Id, Meta(extra={"defines": "question"})]
    level: Level
    topic: Id
    claims: tuple[ClaimRef, ...]
    prompt: Text
    explanation: Text
    revision: int = 1
    exhibit: str = ""
    """Text to look at while answering, shown as it stands: a manifest, the output of a command."""
    replaces: Annotated[str, Meta(extra={"replaces": "question"})] = ""


class Choice(BaseQuestion, frozen=True, kw_only=True, tag="choice"):
    """Several options, exactly one is right."""

    options: tuple[Option, ...]


class Multi(BaseQuestion, frozen=True, kw_only=True, tag="multi"):
    """Several options, all right ones are wanted (one at least, not all)."""

    options: tuple[Option, ...]


class TrueFalse(BaseQuestion, frozen=True, kw_only=True, tag="truefalse"):
    """A statement: true or false, with a reason for either answer."""

    answer: bool
    why_true: Text
    why_false: Text
    voices: Voice = ""


class RedFlagQuestion(BaseQuestion, frozen=True, kw_only=True, tag="redflag"):
    """What somebody says in an interview (`statement`): fine, or a red flag? If one, which part is wrong?

    `parts` are the pieces of the statement; the wrong one is `correct` (it is the one to name). A fine statement
    (`flag: false`) has no correct part. `instead` is what to say.
    """

    statement: Text
    flag: bool
    parts: tuple[Option, ...]
    instead: Text


class Order(BaseQuestion, frozen=True, kw_only=True, tag="order"):
    """Steps to be put in order; written in the right one."""

    steps: tuple[Text, ...]


class Number(BaseQuestion, frozen=True, kw_only=True, tag="number"):
    """A number, right within `tolerance`."""

    answer: float
    unit: str = ""
    tolerance: float = 0.0


class Fill(BaseQuestion, frozen=True, kw_only=True, tag="fill"):
    """A word or short phrase; upper and lower case, blanks and quotes do not matter."""

    accept: tuple[Text, ...]


class Idea(Authored, frozen=True, kw_only=True):
    """One idea of a rubric: in words for the learner, and phrasings by which it is heard.

    A phrasing is words that must all occur near one another; `a|b` are alternatives, a trailing `*` matches any ending,
    and a word after `~` must not stand among them or next to them; a phrasing after `^` is heard only as the
    answer opens. Of a red flag, `idea` says why it is wrong, and `instead` what to say.
    """

    id: Id
    idea: Text
    accept: tuple[Text, ...]
    instead: str = ""


class Rubric(Authored, frozen=True, kw_only=True):
    """What a good answer contains, and what a good answer never says (`forbidden`, red flags)."""

    ideas: tuple[Idea, ...]
    forbidden: tuple[Idea, ...] = ()


class Open(BaseQuestion, frozen=True, kw_only=True, tag="open"):
    """A typed answer, graded against a rubric; `model` is an answer as one would say it aloud."""

    rubric: Rubric
    model: Text


class Distractor(Authored, frozen=True, kw_only=True):
    """What somebody predicts who believes something wrong."""

    text: Text
    why: Text
    voices: Voice


PredictView = Literal["manifest", "timeline", "describe", "events", "pods", "none"]
"""What is shown before one predicts: manifests and what happens, rows and events as they came, or what kubectl prints."""


class Predict(BaseQuestion, frozen=True, kw_only=True, tag="predict"):
    """A question whose right answer is computed: a JMESPath `query` over a scenario's trace, or over a decision's output.

    `words` puts a computed value into other words, `answer` puts it into its sentence (at `{}`). `view` says what is
    shown before, of the run up to `until` seconds; an `exhibit` of one's own stands in its place. `pod` is what the
    exhibit is about, where the query does not name it; `shows` names what else has to be seen.
    """

    query: Text
    why: Text
    distractors: tuple[Distractor, ...]
    scenario: ScenarioRef = ""
    decision: str = ""
    input: Any = None
    answer: Text = "{}"
    words: dict[str, Text] = field(default_factory=dict)
    view: PredictView = "manifest"
    until: float | None = None
    pod: str = ""
    shows: tuple[Text, ...] = ()


class Predicted(BaseQuestion, frozen=True, kw_only=True, tag="predict"):
    """A prediction that can be asked: its computed answer among the distractors. Never written by hand."""

    options: tuple[Option, ...]
    query: str
    scenario: str = ""
    decision: str = ""


Question = Choice | Multi | TrueFalse | RedFlagQuestion | Order | Number | Fill | Open | Predict
"""A question as it is written."""

ReadyQuestion = Choice | Multi | TrueFalse | RedFlagQuestion | Order | Number | Fill | Open | Predicted
"""A question as it is asked."""


class Quiz(Authored, frozen=True, kw_only=True):
    """A whole quiz file: questions over one lesson."""

    quiz: Literal[1]
    id: Annotated[Id, Meta(extra={"defines": "quiz"})]
    lesson: LessonRef
    questions: tuple[Question, ...]
    title: str = ""
    replaces: Annotated[str, Meta(extra={"replaces": "quiz"})] = ""
