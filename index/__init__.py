"""Articles to ranked passages. Knows nothing of answers, Telegram or language models."""
