"""Question to reply. Only the chat modules (`chat`, `app`) import telegram."""
