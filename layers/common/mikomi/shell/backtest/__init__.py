"""A plan tried on what has happened: read everybody's log, decide it again, change nothing.

tried        the plan that is tried: a version, or what a folder says
run          everybody, one after the other
shares       … by several calls of a function, in the stack
night        a night of the plan that runs in the shadow (`archive.shadow`)
shadow_told  … and what it came to, for whoever asks
"""
