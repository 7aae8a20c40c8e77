"""What remembers: papers, what was posted where, questions and their answers."""
