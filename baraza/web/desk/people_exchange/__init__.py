"""People in and out as files: preview, progress, report, taking back, export."""
