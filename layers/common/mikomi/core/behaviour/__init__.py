"""What an event means to a plan: which conditions it meets, which rules and triggers it is an occasion for.

rulebook     a plan, ready to be asked which rules and triggers an event concerns
event_index  which leaves an event can match
state_index  which conditions a change of the person can turn
recollection  what people remember of before somebody asked
lookout      what it waits for, and what an event came to
asked        where a plan asks conditions besides its rules and triggers
segments     conditions named by others, and put in their places
hours        the hours in which somebody did something
affinity     the kind of pages that somebody looks at most
membership   who is in which segment at a moment
conditions   what a condition means, and whether it holds of a person
rises        when time alone makes a condition true
leaves       which events one leaf of it matches, and how often of late
engagement   how long a page view has held its reader
page_view    what an event tells of a page view
own_sites    the hosts that are the company's own
paths        paths of pages, and the patterns for them
traits       what a condition asks of a trait
values       what a marketer wrote, compared with what a client sent
"""
