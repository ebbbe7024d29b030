"""The words and sentences that people read, in Japanese and English; everybody in `core` may use them.

glossary      the one glossary: names of things, and what somebody did
states        … how things stand, and what they wait for or failed of
mail_lines    … what our own mails say
dead_letters  … what is said of what could not be processed
report_lines  … what the weekly report says
publish_lines  … what the mail on an attempt to publish says
sample_lines  … what is said of a mail that is looked at
backtest_lines  … what is said of a plan that was tried
shadow_lines  … of one that runs in the shadow
forecast_lines  … what is said of the days to come
fit_lines     … what is said of points that were learnt
around_lines  … what is said of the weeks before and after a version
scenario_lines  … what a scenario is told in
key_names     … what a workspace's keys are called
mail_keys     … those of mails/<id>.json
sales_keys    … those of sales.json
settings_keys  … those of settings.json
consent_lines  … what is told of somebody's consent
reasons       why something happened, a sentence each
conditions    what a condition asks for, in words
wording       filled in and chosen by language, with the names that the plan gives
moments       moments and spans as people read them
visible       what strangers wrote, without what is not seen
"""
