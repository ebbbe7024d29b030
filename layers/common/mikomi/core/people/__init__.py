"""Who somebody is, whose browser is whose, who may be written to, and whose lead it is."""
