"""A mail in words and in bytes, and whether it may still leave."""
