-- As V1: one set for H2 2.2 and PostgreSQL 14, instants are microseconds since 1970. A line of the ledger is in two indexes, by id and
-- by its sub-account's number, and each costs as much as the table. Times and periods are found by the stretches, which know
-- between which ids their bookings are: of thousands of lines that are booked together there is one stretch, or few.
alter table stretch add column first_booking bigint default 0 not null;
alter table stretch add column last_booking bigint default 0 not null;
update stretch set
    first_booking = coalesce(
        (select min(b.id) from booking b
         where b.sub_account_id = stretch.sub_account_id and b.period_starts_at = stretch.period_starts_at
           and b.to_at >= stretch.starts_at and b.to_at < stretch.starts_at + cast(stretch.seconds as bigint) * 1000000), 0),
    last_booking = coalesce(
        (select max(b.id) from booking b
         where b.sub_account_id = stretch.sub_account_id and b.period_starts_at = stretch.period_starts_at
           and b.to_at >= stretch.starts_at and b.to_at < stretch.starts_at + cast(stretch.seconds as bigint) * 1000000), 0);

drop index booking_time;
drop index booking_sub_account_time;
drop index booking_period;

-- A line's sub-account is locked while it is written, and is never removed once it has lines; its stretches refer to it. For a
-- key of the lines' own H2 keeps another index. These are the names that PostgreSQL and H2 gave it in V1.
alter table booking drop constraint if exists booking_sub_account_id_fkey;
alter table booking drop constraint if exists constraint_2ea;
