"""The commands of `mikomi`: check, explain, preview, simulate."""
