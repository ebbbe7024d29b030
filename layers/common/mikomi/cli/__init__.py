"""The commands of `mikomi`, for people at a terminal: check, schemas."""
