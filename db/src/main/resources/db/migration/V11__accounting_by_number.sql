-- A booking has all that the accounting system is told of it, and it is told in the order of the bookings' numbers: one
-- number a sub-account says how far it was told.
alter table sub_account add column published_sequence bigint default 0 not null;
update sub_account set published_sequence = coalesce(
    (select min(o.sequence_number) - 1 from outbox o where o.sub_account_id = sub_account.id and o.published_at is null),
    last_sequence);
drop table outbox;
