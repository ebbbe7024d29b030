"""The promises, each a function of what could be seen from outside. `check` answers every breach of every promise.

sight       what was seen of one seed, put in order for all of them
ingestion   what was answered is stored, once
scoring     each event counts once
half_lives  points fade by the half-lives that held, and the ranking says so
identity    one lead for one person's parts
scenarios   who goes through them, and on which plan
in_flight   no step twice and none left out, whatever is changed meanwhile
entries     who enters them, and who may not
goals       who reached what they are for
forms       a form is about the address in it
mails       once, in time, to whom they may go
topics      what readers wish for is kept
mailings    each of a list once
alerts      one for each crossing
quiet       who stops coming is met at that moment
stops       marketing mail that is stopped waits, and goes on
warm_up     a new domain's mail stays below its day's ceiling
colleagues  people of one company who do the same
doers       who clicked: people, not mail systems
weights     variants dealt by weights that follow what is known
shown_again  a mail that was sent, once more
hooks       what another system is told, and replies
channels    an alert by a channel beside mail
dealt       what sales do by hand
erased      who asked to be erased
restored    what tables knew that were restored
kin         leads that are one and two again, lists, a CRM
outcomes    what was decided and what came of it stands in the log
sizes       no item grows for ever
operations  quiet at rest, bounded under faults
recovery    what an operator's audit finds and repairs
releases    what a newer release wrote is there when it comes back

Rules
1. An invariant reads the changes of the tables, the HTTP answers and the mails that SES accepted; no log line, no
   handler's opinion.
2. What it compares with is worked out from the workspace and the log, not asked of the code that is judged.
3. Conserved means equal in both directions.
"""

from collections.abc import Callable, Iterator

from simulation.invariants import (
    alerts,
    channels,
    colleagues,
    dealt,
    doers,
    erased,
    forms,
    goals,
    half_lives,
    hooks,
    identity,
    ingestion,
    kin,
    mailings,
    mails,
    operations,
    outcomes,
    quiet,
    recovery,
    releases,
    restored,
    scenarios,
    scoring,
    shown_again,
    sizes,
    stops,
    warm_up,
    weights,
)
from simulation.invariants.sight import Sight

Invariant = Callable[[Sight], Iterator[str]]

INVARIANTS: dict[str, Invariant] = {
    "I1": ingestion.answered_is_stored,
    "I2": ingestion.repeated_is_folded_once,
    "I3": ingestion.nothing_is_dropped,
    "I4": ingestion.nobody_touches_anothers_event,
    "I5": scoring.totals_are_the_sum_of_the_log,
    "I6": scoring.rules_without_caps_count_each_event,
    "I7": scoring.what_failed_is_shown,
    "I8": recovery.the_audit_finds_who_lags,
    "I9": recovery.a_rebuild_tells_nobody_anything_else,
    "I10": scenarios.one_enrolment_an_occasion,
    "I11": scenarios.an_enrolment_keeps_its_plan,
    "I12": scenarios.the_newest_valid_upload_is_active,
    "I13": mails.at_most_one_mail_a_step,
    "I14": mails.every_due_step_ended,
    "I15": mails.in_time_and_in_order,
    "I16": mails.none_after_a_suppression,
    "I17": mails.suppression_only_grows,
    "I18": mails.within_the_limit,
    "I19": mails.only_the_recipients_data,
    "I20": mails.what_a_marketing_mail_carries,
    "I21": identity.parts_are_in_one_lead,
    "I22": identity.aliases_lead_to_one_person,
    "I23": identity.a_claim_changes_no_proven_lead,
    "I24": alerts.one_alert_a_crossing,
    "I25": alerts.only_if_the_score_crossed,
    "I27": erased.nothing_is_left_and_nothing_comes_back,
    "I28": operations.logs_tell_nobodys_data,
    "I29": operations.queues_are_empty_or_shown,
    "I30": operations.no_endless_retries,
    "I31": releases.what_a_newer_release_wrote_stays,
    "I32": half_lives.by_the_half_lives_that_held,
    "I33": forms.each_is_about_the_address_in_it,
    "I34": sizes.items_stay_small,
    "I35": goals.reached_by_what_was_done_in_time,
    "I36": outcomes.each_stands_in_the_log_once,
    "I37": mailings.each_of_the_list_once,
    "I38": quiet.let_in_when_they_fall_quiet,
    "I39": hooks.each_ends_and_counts_once,
    "I40": stops.nothing_leaves_and_nothing_stays_behind,
    "I41": warm_up.never_more_than_may_and_nothing_stays_behind,
    "I42": doers.people_count_once_and_mail_systems_never,
    "I43": shown_again.every_mail_that_left,
    "I44": weights.dealt_by_those_of_its_time,
    "I45": colleagues.told_once_of_enough_who_did_it_in_time,
    "I46": channels.each_is_told,
    "I47": kin.nothing_twice_and_nothing_lost,
    "I48": dealt.each_act_counts_once_as_it_was_said,
    "I49": restored.what_was_known_then_holds,
}


def check(sight: Sight) -> list[tuple[str, str]]:
    """Every breach: the promise's number, and what was seen."""
    judged = sight.story.judged
    asked = {name: each for name, each in INVARIANTS.items() if judged is None or name in judged}
    breaches = [(name, seen) for name, invariant in asked.items() for seen in invariant(sight)]
    return [(name, seen) for name, seen in breaches if not sight.story.leaves_out(name, seen)]
