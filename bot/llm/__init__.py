"""A language model in the reader's place: asked over HTTP, believed only where its quotes stand in the articles."""
