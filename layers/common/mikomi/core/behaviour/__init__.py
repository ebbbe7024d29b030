"""What an event means to a plan: which conditions it meets, which rules and triggers it is an occasion for."""
