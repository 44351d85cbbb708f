"""The plan workbook: which sheets, in what order, saying what."""
