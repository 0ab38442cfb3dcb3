"""Files that people send the bot: kept in memory, described as Telegram does, given out by path.

Knows nothing of what is in them.
"""

from preview.refusals import Refusal, bad
from preview.world import Json, World

MOST = 20 * 2**20  # bytes of a file that a bot may fetch


def document(world: World, name: str, data: bytes) -> Json:
    """Keep a file and return the `document` of the message that carries it."""
    identity = world.new_id()
    world.files[identity] = data
    return {"file_id": identity, "file_unique_id": identity[-8:], "file_name": name, "file_size": len(data)}


def get_file(world: World, data: Json) -> Json:
    """Say by which path a file is fetched."""
    identity = str(data["file_id"])
    if identity not in world.files:
        raise bad("wrong file_id or the file is temporarily unavailable")
    size = len(world.files[identity])
    if size > MOST:
        raise bad("file is too big")
    path = f"documents/{identity}"
    return {"file_id": identity, "file_unique_id": identity[-8:], "file_size": size, "file_path": path}


def content(world: World, path: str) -> bytes:
    """Return what lies under the path that `get_file` gave; raises Refusal."""
    try:
        return world.files[path.removeprefix("documents/")]
    except KeyError:
        raise Refusal("Not Found", 404) from None
