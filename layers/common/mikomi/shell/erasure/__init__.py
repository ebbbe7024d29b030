"""Somebody is erased: everything that is known of a person goes, and what comes late does not bring it back.

known   what a person is known by, and which events are theirs
places  where something of a person may stand, each with what takes it away
looks   the erasure itself, and the later looks after what came late
again   the erasure once more, on tables that were restored to a moment before it
namesakes  whom an address means besides its holder

Rules
1. What an erasure reaches is the table in `places`; a test lives a whole life and looks for what was left
   (`tests/functions/test_erasure.py`). Whoever keeps something of a person anew puts it into the person's partition, or
   its place into the table.
2. Everything can be done again: whoever dies half way is followed by the next look.
3. What stays is told: the keyed hash of an address, so that nobody writes to it again; and for ninety days, in the
   person's places, the moment of the erasure and nothing else.
"""
