"""What `make bench` runs: our own work, the peers', and the physical floor, in one table."""
