"""File what arrives, and everything staff do with a conversation."""
