"""What bench/quiz.py is made of: guessers, flaws, and the data of the gate."""
