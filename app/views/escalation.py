def due_cases():
    return (), "/board/"
def todo():
    return ()
