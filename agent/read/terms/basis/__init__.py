"""What the readers of terms share: small classifiers, vocabulary, what stands around a place, sums and times."""
