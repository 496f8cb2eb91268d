"""What is shown: abstention, hard conditions, fairness and the portfolio."""
