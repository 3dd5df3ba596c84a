"""Import and export of a register."""


class ExchangePages:
    """Filled when exchange is there."""
