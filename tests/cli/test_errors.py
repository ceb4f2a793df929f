"""Wrong usage and unusable input: one clear message on standard error, exit code 2, never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from podtutor.cli.catalog import COMMANDS


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("learn", "smal-pod"), "there is no lesson `smal-pod`; did you mean `small-pod`"),
        (("learn", "small-pod", "--from", "nowhere"), "has no section `nowhere`"),
        (("learn", "small-pod", "--level", "guru"), "`guru` is none of junior, middle, senior"),
        (("level", "guru"), "`guru` is none of junior, middle, senior"),
        (("path", "nowhere"), "there is no path `nowhere`"),
        (("explain", "smal pod"), "there is no term `smal pod`; did you mean"),
        (("claims", "no-such-claim"), "there is no claim `no-such-claim`"),
        (("quiz", "--kind", "essay"), "`essay` is none of choice, multi"),
        (("quiz", "--answers", "missing.txt"), "missing.txt: this file cannot be read"),
        (("check", "missing.yaml"), "missing.yaml"),
        (("lern",), "there is no command `lern`; did you mean `learn`"),
        (("--nonsense",), "No such option: --nonsense"),
        (("learn", "--nonsense"), "No such option: --nonsense"),
        (("lessons", "--content", "missing"), "missing: there is no such folder"),
    ],
)
def test_one_clear_message(podtutor, arguments: tuple[str, ...], message: str) -> None:
    done = podtutor(*arguments)
    assert done.code == 2
    assert message in done.err
    assert done.out == ""


def test_a_broken_lesson_is_told_with_its_place(podtutor, tmp_path: Path) -> None:
    lessons = tmp_path / "course" / "lessons"
    lessons.mkdir(parents=True)
    (lessons / "broken.yaml").write_text("lesson: 1\nid: broken\ntitle: [\n", encoding="utf-8")
    done = podtutor("lessons", "--content", str(tmp_path / "course"))
    assert done.code == 2
    assert "broken.yaml:" in done.err


def test_escape_sequences_in_names_are_shown_not_obeyed(podtutor) -> None:
    done = podtutor("learn", "\x1b[31mred")
    assert "\x1b" not in done.err
    assert "␛[31mred" in done.err


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help(podtutor, command: str) -> None:
    done = podtutor(*([command] if command else []), "--help")
    assert done.code == 0
    assert "Usage: podtutor" in done.out
    assert "--plain" in done.out


@pytest.mark.parametrize("command", COMMANDS)
def test_the_catalogue_says_what_the_command_says(podtutor, command: str) -> None:
    assert COMMANDS[command].summary in " ".join(podtutor(command, "--help").out.split())


def test_version(process) -> None:
    from podtutor import __version__

    done = process("--version")
    assert (done.code, done.out, done.err) == (0, f"podtutor {__version__}\n", "")


def test_a_reader_that_stops_reading_is_no_error(home: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "podtutor", "learn", "pod"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout is not None
    running.stdout.close()
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, b"")


def test_an_output_that_knows_no_unicode_gets_what_it_can_show(process) -> None:
    done = process("learn", "small-pod", PYTHONIOENCODING="ascii")
    assert done.code == 0
    assert "What a pod is" in done.out


def test_colour_is_forced_and_refused(process) -> None:
    assert "\x1b[" not in process("claims").out
    assert "\x1b[" in process("claims", FORCE_COLOR="1").out
    assert "\x1b[3" not in process("claims", FORCE_COLOR="1", NO_COLOR="1").out
    assert "\x1b[" not in process("claims", "--plain", FORCE_COLOR="1").out


def test_a_home_that_cannot_be_written_does_not_stop_learning(process, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way", encoding="utf-8")
    done = process("level", "senior", PODTUTOR_HOME=str(file / "home"))
    assert done.code == 0
    assert "can't be saved" in done.err
    assert "could not be kept; `--level senior`" in done.out


@pytest.mark.skipif(os.name != "posix", reason="signals are POSIX")
def test_the_common_options_may_stand_before_the_command_or_behind_it(process) -> None:
    before = process("--plain", "level", FORCE_COLOR="1")
    assert before.out == process("level", "--plain", FORCE_COLOR="1").out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_draws_no_boxes_where_nobody_sees_them(podtutor, command: str) -> None:
    out = podtutor(command, "--help").out
    assert not set("╭│─╯") & set(out)
    assert max(map(len, out.split("\n"))) <= 80
