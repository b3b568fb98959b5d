"""What a question means: one small step a file, each driven by a table of phrases."""
