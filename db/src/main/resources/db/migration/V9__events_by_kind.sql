-- As V1: one set for H2 2.2 and PostgreSQL 14. Charts ask for the events of one kind in a day or a week; what they show of them
-- is in the index, so that neither database reads the events themselves.

create index event_kind on event (kind, happened_at, sub_account, machine);
