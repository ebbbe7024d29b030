"""What `mikomi doctor` makes of a site's page: is the tag there, may it run, may it send, does it keep its cookie.

examining  what is wrong, and what to do
page       what the HTML says of Mikomi
policy     what a Content-Security-Policy lets the tag do
sentences  what is said of it, in both languages
"""
