"""A program of the company, by Standard Webhooks 1.0: signed, under one id.

message  what is posted
"""
