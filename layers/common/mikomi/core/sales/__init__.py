"""Whom sales should call, why now, what the alert says, and what their answers do."""
