"""Who may import whom: the table of docs/architecture.md, held by reading every import in the package."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "podtutor"

# Each rung may import itself and any rung above it in this list; members of one rung do not import one another.
LADDER: list[set[str]] = [
    {"errors", "source", "scalars", "reading"},
    {"kube"},
    {"rules"},
    {"sim"},
    {"fidelity"},
    {"content"},
    {"judge"},
    {"tutor"},
    {"storage", "authoring", "bridge", "view", "ask"},
    {"cli"},
    {"__main__"},
]
BASE = LADDER[0]
OUTSIDERS = {
    "typer": {"cli", "__main__"},
    "click": {"cli", "__main__"},
    "rich": {"view", "cli"},
    "questionary": {"ask"},
    "prompt_toolkit": {"ask"},
    "fsrs": {"tutor"},
    "sqlite3": {"storage"},
    "subprocess": {"bridge"},
}
PURE = {"kube", "rules", "sim", "tutor"}
IMPURE = {"time", "os", "pathlib", "secrets", "tempfile", "shutil", "socket", "io", "glob"}
CLOCKS = {"now", "today", "utcnow"}


def folder_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return parts[0]


def rung_of(folder: str) -> int:
    return next(i for i, rung in enumerate(LADDER) if folder in rung)


def imports_of(tree: ast.AST) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative imports hide the layer they cross"
            module = node.module or ""
            if module == "podtutor":
                found += [(node.lineno, f"podtutor.{alias.name}") for alias in node.names]
            else:
                found.append((node.lineno, module))
    return found


FILES = sorted(p for p in PACKAGE.rglob("*.py") if p.parent != PACKAGE or p.stem != "__init__")


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])
def test_a_file_imports_only_what_stands_before_it(path: Path) -> None:
    folder = folder_of(path)
    wrong = []
    for line, name in imports_of(ast.parse(path.read_text("utf-8"))):
        top, _, rest = name.partition(".")
        if top == "podtutor":
            other = rest.split(".")[0]
            if other in {"", "__version__"} or other == folder or (folder in BASE and other in BASE):
                continue
            if rung_of(other) >= rung_of(folder):
                wrong.append(f"line {line}: {folder} imports {other}")
        elif top in OUTSIDERS and folder not in OUTSIDERS[top]:
            wrong.append(f"line {line}: {folder} imports {top}")
        elif folder in PURE and top in IMPURE:
            wrong.append(f"line {line}: {folder} is pure and imports {top}")
    assert wrong == []


@pytest.mark.parametrize(
    "path",
    [p for p in FILES if folder_of(p) in PURE],
    ids=[str(p.relative_to(PACKAGE)) for p in FILES if folder_of(p) in PURE],
)
def test_pure_layers_read_no_clock_no_chance_and_no_file(path: Path) -> None:
    wrong = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        owner, _, name = called.rpartition(".")
        if name in CLOCKS and owner.split(".")[-1] in {"datetime", "date"}:
            wrong.append(f"line {node.lineno}: {called}")
        if owner == "random" and name != "Random":
            wrong.append(f"line {node.lineno}: {called} draws from global chance")
        if called in {"open", "input", "print"}:
            wrong.append(f"line {node.lineno}: {called}")
    assert wrong == []


def test_every_folder_stands_on_the_ladder() -> None:
    known = set().union(*LADDER)
    assert {folder_of(p) for p in FILES} <= known
