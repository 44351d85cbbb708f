"""The application: workbook in, runs, ranking, workbook out. Never imports Pyomo."""
