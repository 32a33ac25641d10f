"""The press on the desk: whom we write to, what was sent, what came of it."""
