"""What an alert says in a chat or to a program, and what the other side's answer means: one folder for each channel.

brief       what is said, whatever carries it: a title, lines, buttons
parcel      what goes out: an address, headers, a body
verdict     what an answer's status means
table       the one table of channels
slack/       an incoming webhook of Slack
chatwork/    a message into a room of Chatwork
line_works/  an incoming webhook of LINE WORKS
teams/       a workflow of Microsoft Teams
webhook/     a program, by Standard Webhooks

Rules
1. Nothing that came out of a lead becomes a link, a mention or a mark of the chat's own language: each channel says it
   as plain text, or takes its marks apart.
2. What is pressed leads to our own pages, by the links of the alert mail: there it is asked once more.
"""
