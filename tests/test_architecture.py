"""The import rules of docs/design, and that nothing reaches outside."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

CHAT = "chat"  # the folder of bot/ whose modules may import telegram
# Within index/: each module may import only from rows above it.
LAYERS = (
    {"errors", "types"},
    {"arrays", "segmenting"},
    {"script", "words", "dates", "unigram"},
    {"chunking", "embedding", "glossary", "parallel", "people", "postings", "records", "regional", "vectors"},
    {"counting", "dense", "facts", "lexical", "ordinals", "segment", "weighting"},
    {"hybrid"},
    {"formats.limits"},
    {"formats.text", "formats.sheet", "formats.xml"},
    {"formats.package", "formats.lines", "formats.page_facts", "formats.markdown"},
    {"formats.docx", "formats.html", "formats.ofd", "formats.pdf"},
    {"formats"},
    {"articles", "settings"},
    {"reading", "store"},
    {"generations", "reuse", "smoke"},
    {"making"},
    {"build"},
    {"watch"},
    {"upkeep"},
    {"duplicates", "fetch"},
    {"adding"},
    {"add"},
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
    return sorted((ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("path", _modules("index"), ids=lambda p: p.stem)
def test_index_knows_nothing_of_the_bot_and_imports_one_way(path: Path) -> None:
    imported = _imports(path)
    for forbidden in ("bot", "preview", "telegram", "openai", "training", "benchmarks", "tests"):
        assert not any(name.split(".")[0] == forbidden for name in imported)
    parts = path.relative_to(ROOT / "index").with_suffix("").parts
    name = ".".join(part for part in parts if part != "__init__")
    if not name:
        return
    level = next(i for i, layer in enumerate(LAYERS) if name in layer)
    own = {name.removeprefix("index.") for name in imported if name.startswith("index.")}
    assert own <= set().union(*LAYERS[:level])


@pytest.mark.parametrize("path", _modules("bot"), ids=lambda p: p.stem)
def test_only_chat_modules_import_telegram(path: Path) -> None:
    imported = _imports(path)
    if path.parent.name != CHAT:
        assert not any(name.split(".")[0] == "telegram" for name in imported)
    assert not any(name.split(".")[0] in ("training", "benchmarks", "tests") for name in imported)


@pytest.mark.parametrize("path", _modules("bot"), ids=lambda p: p.stem)
def test_only_the_client_imports_openai(path: Path) -> None:
    imported = {name.split(".")[0] for name in _imports(path)}
    assert "openai" not in imported or path.relative_to(ROOT) == Path("bot/llm/client.py")


@pytest.mark.parametrize("path", _modules("preview"), ids=lambda p: p.stem)
def test_the_stand_in_knows_nothing_of_the_bot_and_describes_telegram_in_one_place(path: Path) -> None:
    imported = {name.split(".")[0] for name in _imports(path)}
    assert not imported & {"bot", "index", "training", "benchmarks", "tests"}
    assert "telegram" not in imported or path.stem == "description"


@pytest.mark.parametrize("module", ["index.__main__", "bot.__main__"])
def test_commands_start_without_heavy_imports(module: str) -> None:
    code = f"import sys, {module}; print(sorted({{'torch', 'telegram', 'sentence_transformers'}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "path", [p for d in ("bot", "index", "preview", "training", "benchmarks") for p in _modules(d)], ids=str
)
def test_every_module_says_what_it_does(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))
