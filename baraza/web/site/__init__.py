"""The public website of one office: pages that read like a well-made letter and need no scripts."""
