"""Cases in, scores out: runs the question set and reports what was right."""
