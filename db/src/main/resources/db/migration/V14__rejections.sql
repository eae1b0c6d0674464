-- As V1: one set for H2 2.2 and PostgreSQL 14, instants are microseconds since 1970. The bookings that have rejected shares,
-- which are few: an index of some rows only is nothing that both databases know, so this is one by hand.
create table rejection (
    booking_id bigint not null primary key,
    sub_account_id bigint not null references sub_account (id),
    period_starts_at bigint not null,
    machine varchar(127) not null,
    to_at bigint not null,
    by_reason varchar(4000) not null
);
insert into rejection (booking_id, sub_account_id, period_starts_at, machine, to_at, by_reason)
select id, sub_account_id, period_starts_at, machine, to_at, rejected_by_reason
from booking
where rejected_shares > 0;
create index rejection_machine on rejection (machine, to_at);
create index rejection_period on rejection (sub_account_id, period_starts_at);
