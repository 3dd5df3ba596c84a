"""The rule language of visible_if, required_if, check, computed and chart conditions.

One text, checked once against the fields it may name, answers in Python, in SQL and in the browser alike::

    rule = read_rule("status = 'open' and days(found_on, today) > 30", names, expect="yesno")
    rule.holds({"status": "open", "found_on": date(2021, 7, 1)}, today=date(2021, 8, 31))
    select(hazard).where(rule.sql(source, today=date(2021, 8, 31)))

The language
    12 0.5 -3 · 'open' (a quote is doubled) · 2021-08-31 · yes · no · today · the names of fields
    = != < <= > >= · x in ('a', 'b') · 'a' in multiple_choice · x is empty · x is not empty · and · or · not · ( )
    + - on numbers · * by a written number · date + 30 days · date - 7 days
    days(a, b)     whole days from a to b, b - a
    years(a, b)    completed years from a to b, rounded down; born on 29 February counts on 1 March in common years
    year(d) month(d) · length(text) in characters
    date(moment)   its calendar date in Asia/Shanghai: UTC+8, so not for the summer times before September 1991
    count(rows) · count(rows where condition)    the condition speaks of the fields of those rows
    if c then a else b    reaches as far right as it can; inside a larger expression it takes brackets
    first(a, b)    a, or b where a is empty

What empty means: NULL, '' and a choice without a key are empty. A comparison with an empty side is false, ``!=`` too,
and its ``not`` is true. An empty yes/no counts as no. Arithmetic and functions with an empty part are empty; ``count``
never is. Numbers are exact: integers scaled by powers of ten, at most eight decimals, proved to stay within 64 bits.
"""

from app.expressions import kinds
from app.expressions.kinds import Kind, Names
from app.expressions.node import Rows, Source
from app.expressions.reading import RESERVED
from app.expressions.rule import Rule, RuleFaults, read_rule

__all__ = ["RESERVED", "Kind", "Names", "Rows", "Rule", "RuleFaults", "Source", "kinds", "read_rule"]
