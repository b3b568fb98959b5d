"""Encoders: one shipped with the installation, one for any sentence-transformers model."""
