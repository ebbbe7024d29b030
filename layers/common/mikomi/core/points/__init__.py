"""What somebody has earned, what is left of it, and who therefore stands where."""
