"""What `bench/search.py` measures, a module a part."""
