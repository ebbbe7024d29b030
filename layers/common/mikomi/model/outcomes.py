"""What was decided for somebody and what came of it, by the names under which the log has it.

Rules
1. They lie under `o:` (`keys.noted_subject`), and nobody is folded by them: they are what results are counted from.
2. Each stands in the log once: a decision under its note's id, an end under its effect's.
"""

LEAD_MET = "Lead Met"
"""Of a lead of whom nothing else is noted in the moment in which it is one."""
SCENARIO_ENTERED = "Scenario Entered"
NOT_ENTERED = "Scenario Not Entered"
STEP_REACHED = "Step Reached"
BRANCH_TAKEN = "Branch Taken"
ARM_DRAWN = "Arm Drawn"
GOAL_REACHED = "Goal Reached"
SCENARIO_LEFT = "Scenario Left"
BAND_CHANGED = "Band Changed"
WEIGHTS_CHANGED = "Weights Changed"
"""Of a mail's variants, where they follow what is known: from when on which. It is about nobody."""
MAIL_DECIDED = "Mail Decided"
MAIL_SKIPPED = "Mail Skipped"
MAIL_SENT = "Mail Sent"
MAIL_DELIVERED = "Mail Delivered"
MAIL_FAILED = "Mail Failed"
MAIL_UNKNOWN = "Mail Unknown"
ALERT_DECIDED = "Alert Decided"
ALERT_ESCALATED = "Alert Escalated"
"""Told to somebody else, because nobody answered in time: no alert of its own, so nothing counts it as one."""
ALERT_SKIPPED = "Alert Skipped"
ALERT_SENT = "Alert Sent"
ALERT_SEEN = "Alert Seen"
"""By a person, on a page that the alert leads to; whoever of several reps was first."""
ALERT_FAILED = "Alert Failed"
ALERT_UNKNOWN = "Alert Unknown"
