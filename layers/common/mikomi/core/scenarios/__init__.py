"""Going through a scenario: entering, steps, waits, the calendar that waits are counted by."""
