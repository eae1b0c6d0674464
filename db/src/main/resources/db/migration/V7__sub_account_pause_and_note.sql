-- As V1: one set for H2 2.2 and PostgreSQL 14, instants are microseconds since 1970.

-- A paused sub-account gets no machines and keeps everything else. Since when and by whom; null while it is not paused.
alter table sub_account add column paused_at bigint;
alter table sub_account add column paused_by varchar(80);

-- What operators want to remember of it.
alter table sub_account add column note varchar(1000) default '' not null;
