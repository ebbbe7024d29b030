"""What the check says of single verbs, of owners and of bands. Part of `sentences`."""

VERBS: dict[str, tuple[str, str]] = {
    "W-holdout-steps": (
        "「{name}」は送らない組（holdout）です。steps は行われません。steps を消すか、holdout を外してください。",
        'The arm "{name}" is held out, so these steps are never done. Remove them, or take holdout away.',
    ),
    "W-all-held-out": (
        "すべての組が送らない組（holdout）なので、この先のステップは誰にも行われません。",
        "Every arm is held out, so nobody gets the steps that follow.",
    ),
}
