"""How a record lies in SQL: tables, filter columns and conditions."""
