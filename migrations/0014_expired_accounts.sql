-- What the requests of a session added up to that were deleted since because of their age or the size of the database (JSON):
-- its counts and times go on from there. NULL where none was.
ALTER TABLE session ADD COLUMN expired TEXT;
