"""Saying what happened and why: timelines, portraits, sentences, the one glossary."""
