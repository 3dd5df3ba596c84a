"""Returns as they are read: the sheet of one, the completeness of many (rules.md §2)."""
