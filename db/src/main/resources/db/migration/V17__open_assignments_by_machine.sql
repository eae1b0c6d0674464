-- As V1: one set for H2 2.2 and PostgreSQL 14. What a machine works for now is found by this index, however long its history is.
-- All that is open, and what ended since a time, is found by its first column alone, as before.
drop index if exists assignment_until;
create index assignment_until on assignment (until_at, machine);
