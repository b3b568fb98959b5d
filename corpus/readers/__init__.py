"""Readers: one source format each, to blocks in the order of the page."""
