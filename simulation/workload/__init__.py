"""What people do: marketers upload workspaces, visitors browse, identify themselves and fill in forms, readers click
and unsubscribe, reps answer.
"""
