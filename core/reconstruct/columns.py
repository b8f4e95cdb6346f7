"""The columns of the decoder's table of stations; no numba here."""

# Columns of the station table: height read and its noise, the fewest events, what each event
# beyond the first costs, how closely the number at risk follows the expected and that number,
LEVEL, SIGMA, MIN_EVENTS, TIE_COST, TRACK_WEIGHT, TRACK_AT = range(6)
# of the gap before it: expected hidden censorings, their spread, the visible; the number at risk,
EXPECTED, SPREAD, VISIBLE, NUMBER = range(6, 10)
# cost where the height lies within the drop (negative: within the last event's part of it),
# events tried beyond those wanted, sigmas allowed, price of each event, events sought so far,
ON_DROP, REACH, LIMIT, PRICE, EVENTS = range(10, 15)
# the lowest height of use, the number at risk ahead, whether heights are those of rows.
LOWEST, AHEAD, IS_ROUNDED = range(15, 18)
N_COLUMNS = 18
