"""What can go wrong, as one small tree. Every message is one line a person can act on.

HuidaError
├── SettingsError      a setting is missing or makes no sense
├── ArticleError       one file cannot be read as an article; the others go on
├── ModelError         a model cannot be loaded
├── IndexMissing       there is no index where one was expected
├── IndexMismatch      the index was built with another model or format
├── IndexDamaged       files of the index are missing or contradict each other
├── IndexBusy          another build holds the lock
├── SmokeFailed        a new index does not find its own articles, and does not serve
└── QuoteNotFound      a wording does not stand in the article it names
"""

from typing import Self


class HuidaError(Exception):
    """Base of every foreseeable failure; `str(error)` is fit to show."""


class SettingsError(HuidaError):
    """A setting is missing or makes no sense."""


class ArticleError(HuidaError):
    """One file cannot be read as an article."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        return type(self), (self.name, self.reason)  # so that it crosses from one process to another


class ModelError(HuidaError):
    """A model cannot be loaded."""


class IndexMissing(HuidaError):
    """There is no index where one was expected."""


class IndexMismatch(HuidaError):
    """The index was built with another model or format."""


class IndexDamaged(HuidaError):
    """Files of the index are missing or contradict each other."""


class IndexBusy(HuidaError):
    """Another build holds the lock."""


class SmokeFailed(HuidaError):
    """A new index does not find its own articles; the one that served goes on serving."""


class QuoteNotFound(HuidaError):
    """A wording does not stand in the article it names."""
