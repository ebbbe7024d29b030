"""Microsoft Teams by a workflow ("Post to a channel when a webhook request is received"): an Adaptive Card.

message  what is posted
"""
