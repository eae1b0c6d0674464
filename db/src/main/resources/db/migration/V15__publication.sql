-- As V1: one set for H2 2.2 and PostgreSQL 14. How far the accounting system was told of a sub-account's bookings, beside the
-- sub-account and no more in it: whoever books keeps the sub-account's row locked while the thousands of lines of a report
-- are written, and telling of the lines before them waited for that each time. Without a reference to it, which would wait too.
create table publication (
    sub_account_id bigint not null primary key,
    published_sequence bigint not null
);
insert into publication (sub_account_id, published_sequence)
select id, published_sequence from sub_account where published_sequence > 0;
alter table sub_account drop column published_sequence;
