"""The third parties of invoicing: the PDF renderer, and the bucket that stores the PDFs."""
