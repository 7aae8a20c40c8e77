"""Paperboy's core: what it does, on no platform in particular.

Read in this order: messages.py, ports.py, router.py, digest/, adapters/chat_console.py.
"""
