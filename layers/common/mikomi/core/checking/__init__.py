"""The marketers' files: read, checked, and everything wrong in them said in one pass.

workspace             all files together: a plan, or what is wrong
report                what became of an upload, for its writer
version_record        what is kept of the publishing of a version
announcement, announcement_mail
                      an attempt to publish, for whoever is told of it by mail, and what the mail says
lint_settings, lint_scenarios, lint_flow, lint_goals, lint_conditions, lint_mails, lint_forms, lint_slots, lint_segments
                      each kind of file against the rest of the workspace
lint_texts            texts that say nothing in any language
lint_mailings         when a mailing is due, and triggers that let nobody in
lint_webhooks         where a webhook goes, and what signs it
lint_tryouts          a workspace's own tests
lint_landing          what stands around a form on its own page
lint_quiz             what the points of a form's answers come to
lint_layouts          mails of several files, put together
lint_mjml             mails in MJML, made into HTML
lint_pictures         pictures of mails, as those read them who do not see them
lint_absence          who stands in for whom, and on which days
lint_active           what would act by itself in a mail
lint_contrast         text of mails that is hard to read, in light and in dark mode
lint_catalogs         catalogs, and the loops of mails over them
lint_targets          targets, and what leaves when no goal is looked for any more
lint_sales            sales.json: stages, tasks, who is no customer, alerts of companies
file_names            what a file may be called
document              one JSON file: its value, its problems in their places
diagnose              from what a model refuses to what its writer should do
repair, stand_in      what is wrong in form put right, so that the rest is examined for what it means
shape                 what the models know of a place in a file
unread                what was not read, and which problems may be none because of it
sendings              which steps send which mails, and so what these must show
json_quotes           a quotation mark too few or too many, put right before the file is read
json_reader, json_parts
                      JSON as people type it
source                a file as its writer sees it: lines and columns
template_slips, template_faults
                      where a template's braces are wrong, and how
paragraph             where a code is explained
trait_names           which traits a workspace knows
near                  which name was probably meant
sentences, sentences_of_meaning, sentences_of_files, sentences_of_pages, sentences_of_time, sentences_of_verbs
                      what a problem says, in both languages
"""
