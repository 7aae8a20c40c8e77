"""A Discord on this machine for the tests, and a core that listens to it."""
