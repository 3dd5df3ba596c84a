"""What a case shows beside its fields."""


def case_parts(shown):
    return {}


def case_acts(shown):
    return ()
