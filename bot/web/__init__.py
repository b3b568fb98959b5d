"""The web door: chat, pages and HTTP API on one port."""
