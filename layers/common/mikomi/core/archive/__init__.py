"""What the archive makes of the log, and what is told of it.

row  an event as a row of the archive, and back
"""
