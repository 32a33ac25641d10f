"""Pages of how people reach the office."""
