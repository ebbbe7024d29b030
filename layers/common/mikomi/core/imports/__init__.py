"""A list of people that somebody brings in: a file's rows, read as what each says of whom.

text_file  rows out of bytes: encodings, separators, lines that are broken
spreadsheet  … out of an Excel workbook
headings   which column is what, by the names that other systems give them
list_row   one row: who it is about, what it says, or why it cannot be taken
target_row  a row of a list of target companies
roll       the rows of one file gathered by person: the same one four times is one
sentences  why a row, or a list, cannot be taken
"""
