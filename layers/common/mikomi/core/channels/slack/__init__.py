"""Slack's incoming webhooks: Block Kit, with buttons that are links.

message  what is posted
"""
