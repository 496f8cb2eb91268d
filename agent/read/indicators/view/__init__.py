"""What can be seen of the numbers of a text: quantities, places, words, features. Nothing is decided here."""
