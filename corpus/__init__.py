"""Documents in, records out: parses plans into task items and passages."""
