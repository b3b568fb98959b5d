"""An optional language model: it may phrase what the records say; it supplies no fact."""
