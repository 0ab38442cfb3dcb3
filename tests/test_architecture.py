"""The import rules of docs/design, and that nothing reaches outside."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

CHAT_MODULES = {"bot/chat.py", "bot/app.py"}
# Within index/: each module may import only from rows above it.
LAYERS = (
    {"errors", "types"},
    {"script", "words", "dates"},
    {"chunking", "dense", "embedding", "glossary", "lexical", "people", "regional"},
    {"facts", "hybrid"},
    {"articles", "settings"},
    {"store"},
    {"build"},
    {"__main__"},
)


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def _modules(package: str) -> list[Path]:
    return sorted((ROOT / package).glob("*.py"))


@pytest.mark.parametrize("path", _modules("index"), ids=lambda p: p.stem)
def test_index_knows_nothing_of_the_bot_and_imports_one_way(path: Path) -> None:
    imported = _imports(path)
    for forbidden in ("bot", "telegram", "openai", "training", "benchmarks", "tests"):
        assert not any(name.split(".")[0] == forbidden for name in imported)
    if path.stem == "__init__":
        return
    level = next(i for i, layer in enumerate(LAYERS) if path.stem in layer)
    own = {name.removeprefix("index.") for name in imported if name.startswith("index.")}
    assert own <= set().union(*LAYERS[:level])


@pytest.mark.parametrize("path", _modules("bot"), ids=lambda p: p.stem)
def test_only_chat_modules_import_telegram(path: Path) -> None:
    imported = _imports(path)
    if f"bot/{path.name}" not in CHAT_MODULES:
        assert not any(name.split(".")[0] == "telegram" for name in imported)
    assert not any(name.split(".")[0] in ("training", "benchmarks", "tests") for name in imported)


@pytest.mark.parametrize("module", ["index.__main__", "bot.__main__"])
def test_commands_start_without_heavy_imports(module: str) -> None:
    code = f"import sys, {module}; print(sorted({{'torch', 'telegram', 'sentence_transformers'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "path", [p for d in ("bot", "index", "training", "benchmarks") for p in _modules(d)], ids=str
)
def test_every_module_says_what_it_does(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))
