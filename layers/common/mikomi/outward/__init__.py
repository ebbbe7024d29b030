"""What we say to other systems of the company: the one place, beside AWS, from which something leaves.

client  one POST, to an address of the internet that is anybody's to reach
"""
