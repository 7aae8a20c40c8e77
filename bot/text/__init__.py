"""Text of papers, models and people: LaTeX to Unicode, sentences, a small Markdown."""
