"""How to reach the office: where and when, every way in and whether somebody attends it."""
