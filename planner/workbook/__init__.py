"""Rows to sheets and back: template, reader, problems with cell addresses."""
