"""Keep what arrives, send what leaves, and look after the accounts both use."""
