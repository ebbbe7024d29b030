"""What AWS asks for what we send, in US dollars: the one place that says so, for pages, commands and the bench."""

MAIL = 0.10 / 1000
"""A mail of SES (https://aws.amazon.com/ses/pricing/, November 2026)."""
