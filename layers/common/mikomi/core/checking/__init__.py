"""The marketers' files: read, checked, and everything wrong in them said in one pass."""
