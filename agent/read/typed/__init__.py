"""What was typed and what is read of it: language, misspellings by sound, traditional characters, English."""
