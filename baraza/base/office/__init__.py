"""This office: its name, the member, its addresses and languages, and what it answers by itself."""
