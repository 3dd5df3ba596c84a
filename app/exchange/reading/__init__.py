"""Files of people, read: bytes → container → sheets of cells → which sheet → headings → rows.

The way of a file, each step a module that knows nothing of those behind it:

1. ``source``: the bytes, kept outside the web root; ``Unreadable`` carries the one reason why a file is refused (F0xx).
2. ``containers``: what the file is, by its content. A text goes to ``delimited`` (BOM → strict UTF-8 → strict GB18030, or
   what a person chose), a workbook to ``isolation``: a process of its own (``worker``) with limits of time and memory,
   where ``formats`` picks ``xlsx``, ``xls`` (over ``compound``) or ``ods``; ``archive`` and ``sheet_marks`` look it over
   before calamine does. Its sheets come back through a ``spool``. The answer is a ``Book`` of ``Grid`` (``grid``).
3. ``sheets``: which of them are read: the one with the data, or one for each village; the others are said.
4. ``headings``: where they stand and which field each column is; ``guessing`` where there are none.
5. ``rows``: which lines are data (``skipping``), and what each gives to its fields: merged cells (``merging``), ditto marks,
   lost cells, amounts in 元 or 万元. ``family``: rows of the register above in the same sheet.

What others use of it:

- ``source``: ``receive``, ``kept_source``, ``source_at`` → ``Source``; ``Unreadable.reason``.
- ``table``: ``open_table(source, register, ImportOptions, Known)`` → ``Table``. ``ImportOptions`` is all that a person may
  choose (sheet, encoding, columns, values for all rows); ``Known`` all that is asked of the site (is this text a unit?).
- ``Table.rows()`` gives ``FileRow`` and ``Skipped``, ``Table.mark(row)`` where each stands. For a preview: ``book.how``
  (``{"encoding": "GB18030"}`` or the kind of workbook), ``delimited.ENCODINGS`` to choose from, ``sheets`` (every sheet and
  what becomes of it), ``header.columns`` (heading, field), ``unconfirmed`` (columns were guessed: ``apply`` refuses with
  F056 until ``ImportOptions.columns`` is given), ``notes``, ``family``.

Where several sheets are read, ``sheet`` of a row says which one its line belongs to; elsewhere it is empty.
Limits: ``isolation.MOST_SECONDS`` and ``MOST_WAIT``, ``worker.MOST_MEMORY``, ``formats.MOST_BYTES``,
``sheet_marks.MOST_CELLS``, ``xlsx.MOST_SHEETS``; a text may have any length. Nothing here asks a database or knows of Flask.
"""
