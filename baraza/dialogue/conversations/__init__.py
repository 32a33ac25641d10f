"""Threads with constituents: matching what comes in, drafting, answering, and what machines sent."""
