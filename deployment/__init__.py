"""`make deploy` and `make remove`: a stack is made, changed and taken away by a person at a terminal.

Its rules:
1. What is asked stands in template.yaml alone: its parameters with their groups, labels, bounds and descriptions.
2. What was answered once stands in samconfig.toml, and is what the next time begins with.
3. SAM builds and deploys; nothing here makes a resource. What the account has already is looked at first, so that a
   deployment that cannot work is not begun.
4. Nothing is removed before the name of the stack has been typed again.

questions   the template's parameters, as questions
answers     samconfig.toml
account     what stands in the account already
sentences   what the two say
outcome     what a stack's outputs and remains say to its owner
"""
