-- As V1: one set for H2 2.2 and PostgreSQL 14, instants are microseconds, work is an exact decimal of hashes.

-- Who is served first when there is not enough (the smaller number), its part where hashrate is divided by ratio, a deadline
-- before the end of its period, and whether what a period is short of is due in the next one as well.
alter table sub_account add column priority int default 0 not null;
alter table sub_account add column weight numeric(30, 12);
alter table sub_account add column due_at bigint;
alter table sub_account add column carry_over boolean default false not null;

-- What the period before was short of and is due in this one besides the standard.
alter table standard_period add column carried_hashes numeric(90, 40) default 0 not null;

-- What was decided last for a machine: whose part of the hashrate it belongs to, what it works for and what comes next, why,
-- and since when.
alter table machine add column place varchar(63);
alter table machine add column why varchar(20);
alter table machine add column why_sub_account varchar(63);
alter table machine add column why_next varchar(63);
alter table machine add column why_next_at bigint;
alter table machine add column why_text varchar(1000);
alter table machine add column why_since bigint;

-- How a sub-account fares: in words, since when, and when they were last brought up to date; whether it falls short by what was last seen, and since when; since when that is
-- said of it; and which of its periods was last looked at. By name and without a reference, which would have to wait for
-- whoever books.
create table prospect (
    sub_account varchar(63) not null primary key,
    state varchar(20) not null,
    text varchar(1000) not null,
    since bigint not null,
    said_at bigint not null,
    falls_short boolean not null,
    falls_short_changed_at bigint not null,
    at_risk_since bigint,
    period_starts_at bigint not null
);
