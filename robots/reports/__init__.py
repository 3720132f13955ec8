"""What caseworkers and managers open: one file a report.

`names` says what things are called, `spoken` how sentences and numbers are written, `workbook`, `page` and `look` how
all workbooks look. `worklist` and `weekly` are the reports; what they say is worked out in `item` and `figures`.
"""
