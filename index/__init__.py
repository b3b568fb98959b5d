"""Records in, hits out: builds and searches generations of the index."""
