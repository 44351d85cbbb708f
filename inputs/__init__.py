"""Shipped cases: their data files, and the scripts that build the workbooks from them."""
