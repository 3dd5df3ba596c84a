"""What the monthly summary is made of: the question, the page, the rows behind a figure, the workbook."""
