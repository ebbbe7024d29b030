"""Everything that a deployment holds, as files, and a new deployment out of them.

files      the files of a dump, written whole and read again
departure  a deployment becomes a dump
arrival    … and a dump an empty deployment, which carries on
"""
