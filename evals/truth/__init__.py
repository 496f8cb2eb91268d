"""The honest set: first messages by people who had not seen the catalogue, judged record by record."""
