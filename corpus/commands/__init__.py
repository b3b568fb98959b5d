"""The ``zhengwen corpus`` commands, by what they do with a document."""
