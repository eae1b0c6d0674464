-- As V1: one set for H2 2.2 and PostgreSQL 14, instants are microseconds since 1970.

-- Roles have one spelling. revision grows with whatever ends a user's sessions: another password, another role, disabled.
update console_user set role = 'ADMIN' where role = 'admin';
alter table console_user add column disabled boolean default false not null;
alter table console_user add column revision bigint default 1 not null;
alter table console_user add column created_at bigint default 0 not null;

-- What scripts log in with besides a user's password. Of the token itself only a hash is kept.
create table access_token (
    name varchar(63) not null primary key,
    token_hash varchar(64) not null,
    role varchar(20) not null,
    created_by varchar(63) not null references console_user (name) on delete cascade,
    created_at bigint not null,
    expires_at bigint,
    constraint access_token_hash unique (token_hash)
);

-- A customer's way to see one sub-account, without a login. Of the token itself only a hash is kept.
create sequence shared_link_ids start with 50 increment by 50;
create table shared_link (
    id bigint not null primary key,
    sub_account_id bigint not null references sub_account (id) on delete cascade,
    token_hash varchar(64) not null,
    note varchar(200) not null,
    created_by varchar(80) not null,
    created_at bigint not null,
    expires_at bigint,
    constraint shared_link_hash unique (token_hash)
);
create index shared_link_of_sub_account on shared_link (sub_account_id);

-- Who changed what. Written in the transaction of the change, never changed, never deleted.
create sequence audit_entry_ids start with 50 increment by 50;
create table audit_entry (
    id bigint not null primary key,
    happened_at bigint not null,
    who varchar(80) not null,
    address varchar(64) not null,
    did varchar(40) not null,
    thing varchar(300) not null,
    before_json text,
    after_json text
);
create index audit_entry_time on audit_entry (happened_at);
create index audit_entry_who on audit_entry (who, id);

-- A password is longer once it is encrypted.
alter table sub_account alter column pool_password set data type varchar(2000);
