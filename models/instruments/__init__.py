"""One file for each policy instrument: variables, equations, postings, report."""
