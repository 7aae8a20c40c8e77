"""Errors for the bench of grounding, put into true sentences one at a time."""
