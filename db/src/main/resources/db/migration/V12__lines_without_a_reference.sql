-- As V1: one set for H2 2.2 and PostgreSQL 14. A line's report is written before it, in the same transaction, and neither is
-- ever changed: to have the database look it up once more for each of thousands of lines was a fifth of what a line cost.

alter table booking drop constraint booking_report;
