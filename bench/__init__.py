"""Benchmarks: ourselves beside a bare reference on the same data, in the same run."""
