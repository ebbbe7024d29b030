"""What counted numbers let us say, and no more than that. Closed formulas in plain Python; whoever counts stands
elsewhere.

rates       a rate, which never stands without its n and its "not yet", and its interval
difference  two rates side by side: the interval of what lies between them
beliefs     how likely the one is better, and what choosing it wrongly would cost
choice      採用: which one to go on with, claiming nothing
bounds      how far apart two arms must be, look by look, to be told apart (O'Brien-Fleming)
trial       判定: planned looks, planned people, and what may be claimed so far
allotment   whether as many people are in each arm as the lots were to give it
judgement   all of it for two arms or more: verdicts, one choice, their lots; and what that takes, told before it starts
winner      how many go to each arm from now on, where the lots follow what is known
curve       who reached it by when, with those who have not yet (Kaplan-Meier)
pace        what is reached against its target, and where that leads
ranks       how well a value tells two groups apart, and how much better another; percentiles
surprise    how surprising a difference is, and which of many may be believed
logistic    what a chance is made of, drawn towards what was believed before
shrinkage   small cells drawn towards what all cells have in common
sentences   what is said of it, in both languages
"""
