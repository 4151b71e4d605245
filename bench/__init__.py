"""Benchmarks: what was measured, slow or fast. See README.md."""
