"""The widget: one script that puts the assistant on any portal page."""
