"""Chatwork's API: a message into a room, by a token.

message  what is posted
"""
