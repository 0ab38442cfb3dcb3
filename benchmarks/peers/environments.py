"""The libraries compared, and an environment of its own for each: they pin each other's dependencies.

The environments lie in `.peers/` at the top, which git ignores. Knows nothing of what is measured.
"""

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import HuidaError, SettingsError

_HERE = Path(__file__).parent
ROOT = _HERE.parent.parent
_FOLDER = ROOT / ".peers"
OURS = "huida"


@dataclass(frozen=True)
class Peer:
    """A row of the table: its name, the environment it runs in, and the `module:function` that builds it."""

    name: str
    environment: str
    build: str


PEERS = tuple(
    Peer(name, module, f"benchmarks.peers.{module}:{function}")
    for name, module, function in (
        ("huida", OURS, "build"),
        ("LangChain", "langchain", "build"),
        ("LlamaIndex", "llamaindex", "build"),
        ("Haystack, characters", "haystack", "build"),
        ("Haystack, words", "haystack", "build_words"),
        ("txtai, characters", "txtai", "build"),
        ("txtai, bigrams", "txtai", "build_bigrams"),
    )
)


def chosen(only: Iterable[str]) -> list[Peer]:
    """Return the peers whose row or environment is in `only`, in the table's order; all when it is empty.

    Case does not count, and a comma in a row's name is left out. Raises SettingsError for an unknown name.
    """
    wanted = {name.strip().lower() for name in only}
    names = {peer: {peer.environment, peer.name.lower().replace(",", "")} for peer in PEERS}
    unknown = wanted.difference(*names.values())
    if unknown:
        known = ", ".join(sorted(set().union(*names.values())))
        raise SettingsError(f"{', '.join(sorted(unknown))}: no such library; there are {known}")
    return [peer for peer in PEERS if not wanted or wanted & names[peer]]


def python(environment: str) -> Path:
    """Return the interpreter of `environment`; raises HuidaError when it was not made. Ours is this one."""
    if environment == OURS:
        return Path(sys.executable)
    path = _FOLDER / environment / "bin" / "python"
    if not path.is_file():
        raise HuidaError(f"not set up; run `python -m benchmarks.peers setup --only {environment}`")
    return path


def make(environment: str) -> None:
    """Make `environment` and install its pinned requirements; raises HuidaError when that fails."""
    folder = _FOLDER / environment
    _run([sys.executable, "-m", "venv", str(folder)])
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    requirements = _HERE / f"requirements-{environment}.txt"
    _run([*pip, "-c", str(ROOT / "constraints.txt"), "-r", str(requirements)])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise HuidaError(f"{' '.join(command[1:4])} failed: {last_line(done.stderr)}")


def last_line(text: str) -> str:
    """Return the last line of `text` that is not blank, without the spaces around it."""
    lines = text.strip().splitlines()
    return lines[-1].strip() if lines else "it said nothing"
