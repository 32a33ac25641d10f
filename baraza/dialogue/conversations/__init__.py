"""Threads with constituents: filing what comes in, drafting, answering."""
