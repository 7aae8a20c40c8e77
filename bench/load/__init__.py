"""Platforms at full load: stand-ins of them that ask much at once, and a store to ask about."""
