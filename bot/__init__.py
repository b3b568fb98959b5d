"""A question in, an answer out: understanding, evidence, wording, verification, doors."""
