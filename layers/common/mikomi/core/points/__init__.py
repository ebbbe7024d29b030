"""What somebody earns: by what they do, for what they are, and how much of it counts.

scoring  what an event earns, what stands for an attribute, what a step or an answer gives
caps     at most so many points from one rule within a while
"""
