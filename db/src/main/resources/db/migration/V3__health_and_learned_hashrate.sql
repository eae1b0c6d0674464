-- As V1: one set for H2 2.2 and PostgreSQL 14, instants are microseconds.

-- What the evidence says of a machine, since when, and the numbers; what it is known to do, from how many shares that was
-- learned, and when; and since when an operator has it replaced.
alter table machine add column health varchar(20) default 'HEALTHY' not null;
alter table machine add column health_since bigint;
alter table machine add column health_reason varchar(500) default '' not null;
alter table machine add column learned_hashrate double precision;
alter table machine add column learned_shares double precision;
alter table machine add column learned_at bigint;
alter table machine add column replaced_since bigint;
