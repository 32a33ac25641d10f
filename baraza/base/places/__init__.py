"""The areas of the constituency and around it: a tree, its shapes, and what leads to an area."""
