"""Mikomi: footprints become named leads, leads get their mail on its day, sales learn whom to call and why."""
