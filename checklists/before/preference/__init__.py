"""Which of two or three variants of a transcript is right, judged by ear, without a reference."""
