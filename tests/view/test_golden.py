"""Everything that can be seen, as it looks at 60, 80 and 120 columns and read aloud; `--regenerate` writes it anew."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from specimens import SPECIMENS, specimen

from podtutor.view.console import TutorConsole

GOLDEN = Path(__file__).parent / "golden"
WIDTHS = (60, 80, 120)


def rendered(name: str, *, width: int, plain: bool = False) -> str:
    console = TutorConsole(
        plain=plain, file=io.StringIO(), width=width, force_terminal=not plain, color_system=None, _environ={}
    )
    console.print(specimen(name))
    return "\n".join(line.rstrip() for line in console.file.getvalue().split("\n"))


def all_looks(name: str) -> str:
    looks = [(f"{width} columns", rendered(name, width=width)) for width in WIDTHS]
    looks.append(("plain, 80 columns", rendered(name, width=80, plain=True)))
    return "".join(f"----- {title}\n{text}" for title, text in looks)


@pytest.mark.parametrize("name", SPECIMENS)
def test_it_looks_as_it_did(name: str, regenerate: bool) -> None:
    path = GOLDEN / f"{name}.txt"
    looks = all_looks(name)
    if regenerate:
        path.parent.mkdir(exist_ok=True)
        path.write_text(looks, encoding="utf-8")
    assert looks == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SPECIMENS)
@pytest.mark.parametrize("width", [40, 60, 80, 120, 300])
def test_no_line_is_wider_than_the_console(name: str, width: int) -> None:
    for plain in (False, True):
        for line in rendered(name, width=width, plain=plain).split("\n"):
            assert len(line) <= width, f"{width} columns, plain {plain}: {line!r}"


@pytest.mark.parametrize("name", [name for name in SPECIMENS if name != "keys"])
def test_plain_text_draws_nothing(name: str) -> None:
    drawn = set("─━│┃┌┐└┘├┤▸◆◇✓✗○●◐·≠⊘✂→•▌█↑↓")
    assert not drawn & set(rendered(name, width=80, plain=True)), rendered(name, width=80, plain=True)


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(SPECIMENS)
