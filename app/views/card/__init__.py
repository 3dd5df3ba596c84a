"""Contact cards (明白卡): printed on A6 or four to an A4 page, with a code that opens the same card for everybody."""
