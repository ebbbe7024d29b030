"""Everything that is known of one person, handed out: for whoever asks what is held about them.

everything  what there is, gathered, and as JSON
page        the same to be read by people

Rules
1. It is looked for where an erasure would look (`shell.erasure`): what is handed out is what would go.
2. Nothing of anybody else: of a browser that several people use only this person's own events.
3. The archive is asked by whoever can read it; the file says whether it was.
"""
