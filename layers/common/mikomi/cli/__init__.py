"""The commands of `mikomi`, for people at a terminal: check, dead, audit, rebuild, schemas, secret-key."""
