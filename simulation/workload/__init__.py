"""What people do: marketers upload workspaces, visitors browse, identify themselves and fill in forms, readers click
and unsubscribe, reps answer.


workspace   the company's files, and what its marketers change in them
half_lives  a marketer who changes how fast points fade
readers     a company with more scenarios, and visitors who read much
quiet       a company that writes to who has not come for some days
mailings    a company that writes to everybody, and who presses its buttons
hooks       another system, which is told by a webhook
channels    a room of sales, which alerts go to beside mail
gateways    mail systems that look at mails before their readers do
mailed      everybody is written to, while processes die and reads are old
dealt       sales work on the leads by hand
erased      people ask to be erased, and what they did comes late
restored    both tables are restored to a moment, and a new deployment carries on
rewound     the same between erasures and updates
kin         leads are said to be one and two again; a list and a CRM come twice
colleagues  everybody is of one company, whose interest sales are told of
followed    a mail's variants dealt by weights that move every night
in_flight   scenarios changed while people are in them
tablet      several people at one browser
bulk        a stranger who says more than an item may hold
people      visitors and leads, their browsers and mail programs
stops       an operator who stops all marketing mail, and lets it go on
warm_up     a company whose domain is new
topics      kinds of mail, and readers who leave one or ask for a pause
story       what happens in one seed
week        one week in which everything happens once
rush        far more steps due than SES takes
operator    one who audits, repairs and folds everybody again
claimer     a siege: strangers who say to be leads
strangers   … who they are, and whom they are after
takeovers   … what they do with identifiers
tricks      … what they do with texts
"""
