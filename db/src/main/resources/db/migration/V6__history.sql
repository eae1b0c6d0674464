-- As V1: one set for H2 2.2 and PostgreSQL 14, instants are microseconds, work is an exact decimal of hashes.

-- The bookings of a sub-account's period, added up over minutes (60), ten minutes (600) and UTC days (86400), by the time
-- of their last verdict. Minutes and days are written with the bookings, under the lock of the sub-account. Minutes become
-- ten minutes after two days, and these are forgotten after a year; days are kept.
create table stretch (
    sub_account_id bigint not null references sub_account (id),
    period_starts_at bigint not null,
    seconds int not null,
    starts_at bigint not null,
    accepted_shares bigint not null,
    rejected_shares bigint not null,
    unanswered_shares bigint not null,
    hashes numeric(90, 40) not null,
    constraint stretch_id primary key (sub_account_id, period_starts_at, seconds, starts_at)
);
create index stretch_time on stretch (seconds, starts_at);

-- What is booked already.
insert into stretch (sub_account_id, period_starts_at, seconds, starts_at, accepted_shares, rejected_shares,
                     unanswered_shares, hashes)
select sub_account_id, period_starts_at, 86400, to_at - mod(to_at, 86400000000), sum(accepted_shares),
       sum(rejected_shares), sum(unanswered_shares), sum(hashes)
from booking
group by sub_account_id, period_starts_at, to_at - mod(to_at, 86400000000);
insert into stretch (sub_account_id, period_starts_at, seconds, starts_at, accepted_shares, rejected_shares,
                     unanswered_shares, hashes)
select sub_account_id, period_starts_at, 600, to_at - mod(to_at, 600000000), sum(accepted_shares),
       sum(rejected_shares), sum(unanswered_shares), sum(hashes)
from booking
group by sub_account_id, period_starts_at, to_at - mod(to_at, 600000000);

-- Who worked for whom. A machine with several connections may have several open at once.
create sequence assignment_ids start with 50 increment by 50;
create table assignment (
    id bigint not null primary key,
    machine varchar(127) not null,
    sub_account varchar(63) not null,
    from_at bigint not null,
    until_at bigint,
    why varchar(500) not null,
    ended_why varchar(500) not null
);
create index assignment_machine on assignment (machine, from_at);
create index assignment_sub_account on assignment (sub_account, from_at);
create index assignment_until on assignment (until_at);

-- When the field was last seen at work: where what was open ended when the process did.
create table last_look (
    name varchar(20) not null primary key,
    at bigint not null
);

create index event_time on event (happened_at);
create index booking_period on booking (sub_account_id, period_starts_at);
