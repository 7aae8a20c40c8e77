"""What `bench/crash.py` is made of: a chat to talk to, a worker to kill, a judge."""
