"""Pictures of figures, made here as SVG, each with the table of the same figures. They take plain values and count
nothing.

svg    elements, escaped; texts that fit their place
table  the figures as rows, and as a file for spreadsheets
graph  a scenario as its steps and branches, with numbers on them
mermaid  the same as text that Mermaid draws
lines  how much has happened by when, with its interval and who is still being looked at
days   a number day by day
course  a value day by day, and what happened on them
bars   how much of each
pairs  two groups side by side, thing by thing

Rules
1. A picture and its table come of the same values in one go (`Chart`): one never says more than the other.
2. No style and no script stands in a picture: its colours are classes, so that it follows light and dark. One that is
   a file of its own brings the sheet of its classes.
3. What is written in it is somebody's text: escaped, cut to its place, whole in the tooltip and in the table.
"""
