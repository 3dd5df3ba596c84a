"""The rules of the work as pure functions: colours, deadlines, periods, unit names, rates.

Nothing here knows Flask, a database or a clock: time is an argument, frozen dataclasses go in and come out.
Each rule names its source: a section of the documents (S0 … S4) or "rules.md ◇ our default".
"""
