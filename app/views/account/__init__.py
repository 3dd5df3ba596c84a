"""Accounts: who there is, which duties they hold; inviting, giving and taking duties, handing over, passwords (rules.md §8)."""
