"""The bare reference: what a page over the same rows costs at least. No log-in, no menu, no guard, no masks, no history."""
