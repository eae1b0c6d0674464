-- As V1: one set for H2 2.2 and PostgreSQL 14, instants are microseconds, work is an exact decimal of hashes.

-- What one life of the adapter counted in a period, and what of it is booked. The booked columns change in the transaction
-- of the bookings, under the lock of the sub-account. The counted ones are null until the life is over and told of them.
-- Lives from before this table have no rows and are not compared.
create table life_count (
    incarnation varchar(40) not null,
    period_id bigint not null references standard_period (id),
    booked_accepted bigint not null,
    booked_rejected bigint not null,
    booked_unanswered bigint not null,
    booked_hashes numeric(90, 40) not null,
    counted_sent bigint,
    counted_accepted bigint,
    counted_rejected bigint,
    counted_unanswered bigint,
    counted_hashes numeric(90, 40),
    constraint life_count_id primary key (incarnation, period_id)
);
create index life_count_of_period on life_count (period_id);

-- A dead letter that was a report knows which, so that the adapter need not keep it. Discarded ones stay for that, without
-- their text.
alter table dead_letter add column incarnation varchar(40);
alter table dead_letter add column report_number bigint;
alter table dead_letter add column state varchar(20) default 'OPEN' not null;
alter table dead_letter alter column body set data type text;
create index dead_letter_report on dead_letter (incarnation, report_number);
create index dead_letter_state on dead_letter (state, id);

create index standard_period_end on standard_period (ends_at);
