"""Conversations: reading, answering, filing, and the quiet places."""
