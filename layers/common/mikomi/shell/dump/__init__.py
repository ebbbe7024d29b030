"""Everything that a deployment holds, as files, and a new deployment out of them.

files     the files of a dump, written whole and read again
outgoing  a deployment becomes a dump
incoming  … and a dump an empty deployment, which carries on
"""
