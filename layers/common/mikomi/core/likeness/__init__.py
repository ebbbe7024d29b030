"""Who may be the same person as whom (名寄せ): proposals, never a decision.

looks      what of a person is compared, folded for comparison
romaji     how a name in kana is written in an address
evidence   what speaks for two being one, what against it, and how strongly
sentences  the same in words
register   many people, among whom those that are alike are found without comparing all with all
"""
