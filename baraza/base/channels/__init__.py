"""The ways in and out: what arrives is kept byte for byte, what leaves goes through one outbox."""
