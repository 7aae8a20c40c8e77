"""One neighbour each: a chat, a source of papers, a writer. None knows another."""
