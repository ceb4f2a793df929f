"""What a grader hears in a typed answer: other words, other order, typos; and what it must not hear where it is denied."""

from __future__ import annotations

import pytest

from podtutor.content.quiz import Idea, Rubric
from podtutor.tutor.rubric import RubricGrade, grade_open
from podtutor.tutor.stems import stem
from podtutor.tutor.words import tokens_of


def listen(accept: str, answer: str) -> RubricGrade:
    """Listens for one idea, phrased as given; ` / ` separates phrasings."""
    return grade_open(Rubric(ideas=(Idea(id="idea", idea="The idea.", accept=tuple(accept.split(" / "))),)), answer)


@pytest.mark.parametrize(
    ("accept", "answer"),
    [
        ("share ip", "All containers share one IP."),
        ("share ip", "An IP is shared by all of them"),
        ("share ip", "they're sharing the same ip address"),
        ("same|one ip", "Each pod has one IP"),
        ("restart* place", "it is restarted in place"),
        ("init container", "init-containers run first"),
        ("read write", "it mounts it read/write"),
        ("kubelet", "The kublet restarts it"),
        ("scheduler", "the shceduler picks a node"),
        ("deployment", "a new pod comes from its deploymnet"),
        ("termination grace", "after the terminaton grace period"),
        ("not own ip", "containers do not get their own IP"),
        ("not own ip", "containers don't have an IP of their own"),
        ("no own ip", "No container gets its own IP address"),
        ("never moved", "a pod is never moved"),
        ("container die", "when a container dies the others run on"),
        ("container die", "if one of the containers died"),
        ("back-off|backoff", "it restarts with back-off"),
        ("back-off|backoff", "CrashLoopBackOff means backoff"),
        ("container restart", "Not the pod: the container restarts."),
        ("container restart", "It does not restart the pod, it restarts the container."),
        ("container restart", "if the probe does not answer the container is restarted"),
        ("container restart", "not only the container restarts"),
        ("share volume", "They never run without sharing volumes"),
        ("wrong image", "the wrong image name gives ErrImagePull"),
        ("startup probe", "set a startupProb"),
        ("topology spread", "topolgySpreadConstraints over zones"),
        ("refuse newcomer*", "it turns all newcomers away"),
        ("take out service", "take the pod out of the service"),
        ("^no", "No, it is gone."),
        ("^no", "Well no, it is gone."),
        ("same address", "they have the identical IP"),
        ("statefulset wait", "the STS waits"),
        ("at once", "it is killed straight away"),
        ("restart container", "the container is started again"),
        ("five minutes", "after 300 seconds"),
        ("300", "after 5 min"),
        ("readiness probe", "set a readinessProbe"),
        ("exit code", "look at the exti code"),
        ("kill container", "the container is kiled"),
        ("no readiness", "w/o readiness there is nothing to wait for"),
        ("running not ready", "Running != Ready"),
        ("requests equal limits", "requests==limits"),
        ("usage above request", "usage > request"),
        ("probe restart", "probe fails -> restart"),
        ("container restart", "They do not undo anything and the container restarts."),
        ("pods ready", "Without a readiness probe the pods were ready at once."),
        ("share ip", "Contrary to what many believe they share an IP"),
        ("only one restart", "It is wrong to think that all die: only one restarts"),
        ("container failure", "it is true. No: container failures"),
    ],
)
def test_an_idea_is_heard(accept: str, answer: str) -> None:
    graded = listen(accept, answer)
    assert [heard.id for heard in graded.heard] == ["idea"]
    assert graded.missing == ()


@pytest.mark.parametrize(
    ("accept", "answer"),
    [
        ("own ip", "containers do not get their own IP"),
        ("own ip", "containers don't have their own ip"),
        ("own ip", "no container has its own IP"),
        ("own ip", "Containers can't receive an individual IP of their own"),
        ("own ip", "they share one IP instead of each having its own IP"),
        ("own ip", "without an own IP"),
        ("own ip", "It is a myth that every container has its own IP."),
        ("own ip", "Many people think containers have their own IP"),
        ("own ip", "It is wrong to say that each container gets its own IP"),
        ("own ip", "Some think containers have their own IP. Wrong."),
        ("own ip", "Containers have their own IP. That is not true."),
        ("own ip", "You might think that each has its own IP"),
        ("restart pod", "It does not restart the pod, it restarts the container."),
        ("restart pod", "the container, not the pod, restarts"),
        ("restart pod", "the container is restarted rather than the pod"),
        ("not own ip", "every container has its own IP"),
        ("never change", "restarts do not change it"),
        ("share ip", "They share volumes. The IP is something else."),
        ("event", "even then nothing helps"),
        ("liveness probe", "the readiness probe fails"),
        ("stateful", "a stateless app"),
        ("ready", "read it"),
        ("restart by readiness", "readiness sees a restart by hand"),
        ("without probe", "never probe"),
        ("restart pod ~same", "restarts the container in the same pod"),
        ("five minutes", "after 30 seconds, five times"),
        ("^no", "The container has no address."),
        ("refuse newcomer*", "the newcomers turn up later and write it down"),
        ("startup probe", "startup problems"),
        ("share ip", ""),
        ("share ip", "!!! ???"),
    ],
)
def test_an_idea_is_not_heard(accept: str, answer: str) -> None:
    graded = listen(accept, answer)
    assert [idea.id for idea in graded.missing] == ["idea"]
    assert graded.heard == ()


def test_what_was_heard_is_quoted_from_the_answer() -> None:
    answer = "Well… all the Containers\n share one IP, so ports clash."
    (heard,) = listen("share ip / port clash", answer).heard
    assert (heard.words, heard.phrasing) == ("share one IP", "share ip")
    assert answer[heard.start : heard.end] == "share one IP"


def test_a_red_flag_spoils_an_answer_that_is_otherwise_right() -> None:
    rubric = Rubric(
        ideas=(Idea(id="kubelet", idea="", accept=("kubelet",)), Idea(id="same", idea="", accept=("same pod",))),
        forbidden=(Idea(id="new", idea="A new pod.", accept=("new pod",)),),
    )
    clean = grade_open(rubric, "The kubelet restarts it in the same pod; there is no new pod.")
    spoilt = grade_open(rubric, "The kubelet makes a new pod on the same node, in the same pod object")
    assert (clean.right, clean.credit, clean.said) == (True, 1.0, ())
    assert (spoilt.right, spoilt.credit, [flag.words for flag in spoilt.said]) == (False, 0.5, ["new pod"])


def test_words_among_which_something_wrong_was_said_say_nothing_right() -> None:
    rubric = Rubric(
        ideas=(Idea(id="limit", idea="", accept=("memory limit",)),),
        forbidden=(Idea(id="evicts", idea="", accept=("limit evict*",)),),
    )
    assert not grade_open(rubric, "Whoever is over its memory limit is evicted.").heard
    assert grade_open(rubric, "Whoever is over its limit is evicted. And there is a memory limit.").heard


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("I delete the pod first.", True),
        ("Delete the pod first? Yes.", True),
        ("Delete the pod first? I read the logs.", False),
        ("Deleting the pod would destroy the evidence", False),
        ("Deleting the pod is not a good idea", False),
        ("Deleting the pod does not help here", False),
        ("I would avoid deleting the pod", False),
        ("rather than delete the pod I read its logs", False),
        ("A common mistake is to delete the pod", False),
        ("If it fails, I delete it, that is the pod", True),
        ("I delete the volume, the pod stays", False),
        ("One does not read and does not delete the pod", False),
        ("It is a misconception that one must delete the pod, and the logs do not go by it", False),
    ],
)
def test_a_red_flag_must_have_been_stated(answer: str, said: bool) -> None:
    rubric = Rubric(ideas=(), forbidden=(Idea(id="delete", idea="", accept=("delete pod",)),))
    assert bool(grade_open(rubric, answer).said) == said


@pytest.mark.parametrize(("ideas", "needed"), [(3, 2), (4, 3), (5, 3), (6, 4)])
def test_three_in_five_ideas_are_enough(ideas: int, needed: int) -> None:
    words = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot"][:ideas]
    rubric = Rubric(ideas=tuple(Idea(id=word, idea=word, accept=(word,)) for word in words))
    verdicts = [grade_open(rubric, ". ".join(words[:said])).right for said in range(ideas + 1)]
    assert verdicts == [said >= needed for said in range(ideas + 1)]


@pytest.mark.parametrize(
    "words",
    ["share shares shared sharing", "kill kills killed killing", "die dies died dying dead", "policy policies",
     "stop stops stopped stopping", "run runs ran running", "wait waits waited waiting"],
)  # fmt: skip
def test_inflection_does_not_matter(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 1


@pytest.mark.parametrize("pair", ["pod port", "ready readiness", "run ruin", "start restart", "class clash"])
def test_different_words_stay_different(pair: str) -> None:
    one, other = pair.split()
    assert stem(one) != stem(other)


def test_contractions_and_hyphens_are_taken_apart() -> None:
    said = [token.text for token in tokens_of("They can’t, won't and dont: init-containers (127.0.0.1)")]
    assert said == ["they", "can", "not", "will", "not", "and", "do", "not", "init", "containers", "127.0.0.1"]


def test_a_phrasing_meant_to_hang_the_grader_does_not() -> None:
    assert listen(" ".join(["pod"] * 12), " ".join(["pod"] * 11)).heard == ()
