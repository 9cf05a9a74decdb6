"""Paper and tables: workbooks in and out, charts and PDF; the only room that knows openpyxl, calamine and reportlab."""
