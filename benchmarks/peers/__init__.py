"""Our search beside that of the libraries people would otherwise build on: one corpus, one machine, one run.

Each module named after a library builds its hybrid search as its documentation says; docs/peers.md tells more.
"""
