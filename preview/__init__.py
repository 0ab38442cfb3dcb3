"""A loopback Telegram: a strict Bot API for a bot, and the people on the other side of it."""
