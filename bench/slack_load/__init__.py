"""Slack at full load: a stand-in of it that asks much at once, and a store to ask about."""
