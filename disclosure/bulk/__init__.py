"""Many items at once from a spreadsheet: read and checked row by row into a waiting room, taken in by one transaction."""
