"""The archive besieged: the stream, the night and the question at once, on an S3 that misbehaves.

siege    one seed: what is brought, what goes wrong, and what must be there in spite of it
planted  bugs put in on purpose: each must be found
"""
