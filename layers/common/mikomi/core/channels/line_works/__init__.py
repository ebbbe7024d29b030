"""LINE WORKS' incoming webhooks: a title, a text, one button.

message  what is posted
"""
