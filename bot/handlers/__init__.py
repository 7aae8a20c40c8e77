"""What answers each command and each button: reads what was typed, calls a feature, replies."""
