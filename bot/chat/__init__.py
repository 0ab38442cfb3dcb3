"""The chat on Telegram. Only the modules of this package import telegram."""
