"""What points add up to, what is left of them, and who therefore stands where.

totals      a person's points added up, their parts
bands       the band in which somebody is
half_lives  how fast points fade
ranking     leads by score, right at any later time
"""
