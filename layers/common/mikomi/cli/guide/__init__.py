"""The guide in docs/guide: pages for marketers in Japanese and English, made of one source each and of the models.

source      a page as it was written: prose, keys, examples and the stories that they tell
models      every model of the workspace's files, and its keys
problems    the page that explains every problem
page        a page as Markdown, in one language
html        the pages as HTML, for the console
story       a line of a story in words
kinds       what may be written for a key, in words
editor      JSON Schemas as an editor shows them well
vscode      what Visual Studio Code has to know of a workspace
refusals    what the models refuse beyond the kinds of values
words       what is said of each key, of each choice and of each model
"""
