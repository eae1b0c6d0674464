-- As V1: one set for H2 2.2 and PostgreSQL 14, instants are microseconds since 1970. A line of the ledger is in two indexes, by id and
-- by its sub-account's number, and each costs as much as the table. Times and periods are found by the stretches, which know
-- between which ids their bookings are: of thousands of lines that are booked together there is one stretch, or few.
--
-- It reads the whole ledger, and H2 commits each statement: so all of it may be done again by a start that was killed before.
alter table stretch add column if not exists first_booking bigint default 0 not null;
alter table stretch add column if not exists last_booking bigint default 0 not null;

create table if not exists stretch_lines (
    sub_account_id bigint not null,
    period_starts_at bigint not null,
    seconds int not null,
    starts_at bigint not null,
    first_booking bigint not null,
    last_booking bigint not null,
    primary key (sub_account_id, period_starts_at, seconds, starts_at)
);
delete from stretch_lines;
insert into stretch_lines
select sub_account_id, period_starts_at, 60, to_at - mod(to_at, 60000000), min(id), max(id)
from booking
where to_at >= (select min(starts_at) from stretch where seconds = 60)
group by sub_account_id, period_starts_at, to_at - mod(to_at, 60000000);
insert into stretch_lines
select sub_account_id, period_starts_at, 600, to_at - mod(to_at, 600000000), min(id), max(id)
from booking
where to_at >= (select min(starts_at) from stretch where seconds = 600)
group by sub_account_id, period_starts_at, to_at - mod(to_at, 600000000);
insert into stretch_lines
select sub_account_id, period_starts_at, 86400, to_at - mod(to_at, 86400000000), min(id), max(id)
from booking
group by sub_account_id, period_starts_at, to_at - mod(to_at, 86400000000);
update stretch set
    first_booking = coalesce(
        (select l.first_booking from stretch_lines l
         where l.sub_account_id = stretch.sub_account_id and l.period_starts_at = stretch.period_starts_at
           and l.seconds = stretch.seconds and l.starts_at = stretch.starts_at), 0),
    last_booking = coalesce(
        (select l.last_booking from stretch_lines l
         where l.sub_account_id = stretch.sub_account_id and l.period_starts_at = stretch.period_starts_at
           and l.seconds = stretch.seconds and l.starts_at = stretch.starts_at), 0);
drop table stretch_lines;

drop index if exists booking_time;
drop index if exists booking_sub_account_time;
drop index if exists booking_period;

-- A line's sub-account is locked while it is written, and is never removed once it has lines; its stretches refer to it. For a
-- key of the lines' own H2 keeps another index. These are the names that PostgreSQL and H2 gave it in V1.
alter table booking drop constraint if exists booking_sub_account_id_fkey;
alter table booking drop constraint if exists constraint_2ea;
