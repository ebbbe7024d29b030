"""Segment's wire and our own forms, read into events."""
