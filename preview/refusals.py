"""What the Bot API answers instead of a result. Knows nothing of methods or of HTTP."""


class Refusal(Exception):
    """An answer of `{"ok": false}`: the HTTP status `code` and Telegram's `description`."""

    def __init__(self, description: str, code: int = 400, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.description, self.code, self.retry_after = description, code, retry_after


def bad(what: str) -> Refusal:
    """Return the refusal of a request that is wrong in itself."""
    return Refusal(f"Bad Request: {what}")


def forbidden(what: str) -> Refusal:
    """Return the refusal of a request that its target does not allow."""
    return Refusal(f"Forbidden: {what}", 403)
