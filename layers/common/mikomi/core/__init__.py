"""PURE: what Mikomi decides. No AWS, no clock, no randomness, no environment, no log; time comes in as an argument."""
