"""Which Paperboy this is."""

VERSION = "0.1.0"
