-- One set for H2 2.2 in its own mode and PostgreSQL 14 and later, so: no serial, no upsert, no partial index.
--
-- Instants are bigint: microseconds since 1970-01-01T00:00Z. A timestamp would go through the time zone of the JVM on
-- its way in, which makes two different hours one in autumn; a period's start is a key and must not move.
-- Work is an exact decimal of hashes. 40 decimals hold a difficulty of 2^-40, printed with 17 digits, times 2^32.
-- Sequences are drawn in blocks of 50 by the application.

create sequence pool_ids start with 50 increment by 50;
create sequence pool_address_ids start with 50 increment by 50;
create sequence sub_account_ids start with 50 increment by 50;
create sequence standard_period_ids start with 50 increment by 50;
create sequence machine_ids start with 50 increment by 50;
create sequence booking_ids start with 50 increment by 50;
create sequence dead_letter_ids start with 50 increment by 50;
create sequence event_ids start with 50 increment by 50;

-- The number of each plan handed to the adapter; it grows over restarts.
create sequence plan_epochs start with 1 increment by 1;

create table pool (
    id bigint not null primary key,
    name varchar(63) not null,
    worker_names varchar(20) not null,
    version bigint not null,
    constraint pool_name unique (name)
);

create table pool_address (
    id bigint not null primary key,
    pool_id bigint not null references pool (id) on delete cascade,
    place int not null,
    url varchar(300) not null,
    extranonce1_size int not null,
    extranonce2_size int not null,
    version_mask int not null,
    state varchar(20) not null,
    reason varchar(500) not null,
    checked_at bigint
);
create index pool_address_of_pool on pool_address (pool_id, place);

create table allocation_group (
    name varchar(63) not null primary key,
    policy varchar(20) not null,
    version bigint not null
);
insert into allocation_group (name, policy, version) values ('default', 'SEQUENTIAL', 1);

-- last_sequence is the number of the sub-account's last booking. Whoever books, or changes the standard, locks the row.
create table sub_account (
    id bigint not null primary key,
    name varchar(63) not null,
    pool_id bigint references pool (id) on delete set null,
    pool_user varchar(255) not null,
    pool_password varchar(255) not null,
    place int not null,
    group_name varchar(63) not null references allocation_group (name),
    standard_hashes numeric(90, 40),
    cycle varchar(60),
    cycle_since bigint not null,
    last_sequence bigint not null,
    login_revision bigint not null,
    login_state varchar(20) not null,
    login_reason varchar(500) not null,
    login_address varchar(300) not null,
    login_at bigint,
    archived boolean not null,
    created_at bigint not null,
    constraint sub_account_name unique (name)
);
create index sub_account_of_pool on sub_account (pool_id);

-- accumulated is all the work booked in the period; incarnation_base is what of it was not collected by the life of the
-- adapter named in incarnation.
create table standard_period (
    id bigint not null primary key,
    sub_account_id bigint not null references sub_account (id),
    starts_at bigint not null,
    ends_at bigint,
    standard_hashes numeric(90, 40),
    accumulated_hashes numeric(90, 40) not null,
    accepted_shares bigint not null,
    rejected_shares bigint not null,
    unanswered_shares bigint not null,
    up_to_standard_at bigint,
    incarnation varchar(40),
    incarnation_base numeric(90, 40) not null,
    constraint standard_period_start unique (sub_account_id, starts_at)
);

create table machine (
    id bigint not null primary key,
    name varchar(127) not null,
    role varchar(20) not null,
    group_name varchar(63) not null references allocation_group (name),
    standard_hashrate double precision,
    out_of_service boolean not null,
    archived boolean not null,
    created_at bigint not null,
    first_seen_at bigint,
    last_seen_at bigint,
    online boolean not null,
    connected_since bigint,
    disconnected_at bigint,
    stands_in_for varchar(127),
    constraint machine_name unique (name)
);

-- A life of the adapter; the one with the greatest number is the present one.
create table incarnation (
    name varchar(40) not null primary key,
    number bigint not null,
    started_at bigint not null,
    constraint incarnation_number unique (number)
);

-- The reports that are booked: each is booked once.
create table report (
    incarnation varchar(40) not null,
    number bigint not null,
    booked_at bigint not null,
    constraint report_id primary key (incarnation, number)
);

-- The ledger. Lines are added and never changed.
create table booking (
    id bigint not null primary key,
    sub_account_id bigint not null references sub_account (id),
    sequence_number bigint not null,
    period_starts_at bigint not null,
    period_ends_at bigint,
    machine varchar(127) not null,
    from_at bigint not null,
    to_at bigint not null,
    accepted_shares bigint not null,
    hashes numeric(90, 40) not null,
    accumulated_hashes numeric(90, 40) not null,
    rejected_shares bigint not null,
    rejected_by_reason varchar(4000) not null,
    unanswered_shares bigint not null,
    up_to_standard boolean not null,
    incarnation varchar(40) not null,
    report_number bigint not null,
    report_index int not null,
    booked_at bigint not null,
    constraint booking_sequence unique (sub_account_id, sequence_number),
    constraint booking_origin unique (incarnation, report_number, report_index),
    constraint booking_report foreign key (incarnation, report_number) references report (incarnation, number)
);
create index booking_time on booking (to_at);
create index booking_sub_account_time on booking (sub_account_id, to_at);

-- What the accounting system is still to be told, and what it was told.
create table outbox (
    sub_account_id bigint not null references sub_account (id),
    sequence_number bigint not null,
    sub_account varchar(63) not null,
    body varchar(8000) not null,
    published_at bigint,
    constraint outbox_id primary key (sub_account_id, sequence_number)
);
create index outbox_unpublished on outbox (published_at, sub_account_id, sequence_number);

create table event (
    id bigint not null primary key,
    happened_at bigint not null,
    kind varchar(40) not null,
    machine varchar(127),
    sub_account varchar(63),
    pool varchar(63),
    text varchar(1000) not null
);

-- Messages that could not be read. Nothing the adapter reports is thrown away.
create table dead_letter (
    id bigint not null primary key,
    arrived_at bigint not null,
    queue varchar(63) not null,
    reason varchar(1000) not null,
    body varchar(1000000) not null
);

create table console_user (
    name varchar(63) not null primary key,
    password_hash varchar(500) not null,
    role varchar(20) not null
);
