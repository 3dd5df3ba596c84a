"""What is due from the acting viewer, across all registers that owe something, in piles (待办)."""
