"""People in and out as files: CSV, spreadsheets and vCards, read row by row whatever their size."""
