"""Charts of a register."""


class ChartPages:
    """Filled when reporting is there."""
