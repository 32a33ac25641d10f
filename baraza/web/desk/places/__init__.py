"""Areas: the tree, a file of them, the map, and what somebody outside the constituency is told."""
