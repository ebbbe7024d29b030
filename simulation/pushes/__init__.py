"""Publishing besieged: several people push at once, somebody uploads by hand, and everything else goes wrong too.

siege     one seed: who pushes when, what goes wrong, and what must be true in spite of it
approved  the same where what runs asks for approval
planted   bugs put in on purpose: each must be found
"""
