"""Pictures that messages show."""

from typing import Protocol


class Pictures(Protocol):
    """The bytes of pictures (PNG), by what they hold. Raises `StoreError`."""

    async def add(self, data: bytes) -> str:
        """Store a picture, once however often it is added; returns its SHA-256 in hex."""
        ...

    async def get(self, sha256: str) -> bytes | None:
        """The bytes with this SHA-256."""
        ...
