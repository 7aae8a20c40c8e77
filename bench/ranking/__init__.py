"""What bench/rank.py is made of: the real days, our way to rank them, the ways of others."""
