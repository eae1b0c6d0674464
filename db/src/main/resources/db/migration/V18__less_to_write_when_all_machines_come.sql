-- As V1: one set for H2 2.2 and PostgreSQL 14. Of ten thousand machines that come or switch each has one or two events and an assignment.

-- An event is in an index by its id, one by its machine and one by its kind and time. Nobody asks for a time of all kinds; the newest
-- are found by ranges of their ids, which the primary key has.
drop index if exists event_time;
drop index if exists event_newest;

-- Ids were asked for fifty at a time. H2's next number is still some steps of fifty away, PostgreSQL's one of a thousand: it is passed over,
-- so that the first block of a thousand is free in both. H2 loses with a process what it has put aside, 32 steps unless told
-- otherwise; and the oldest events and assignments go by their ids, a million of which are kept.
alter sequence machine_ids increment by 1000 cache 1;
select nextval('machine_ids');
alter sequence event_ids increment by 1000 cache 1;
select nextval('event_ids');
alter sequence assignment_ids increment by 1000 cache 1;
select nextval('assignment_ids');
alter sequence booking_ids cache 1;
