"""What `mikomi doctor` makes of a site's page: is the tag there, may it run, may it send, does it keep its cookie."""
