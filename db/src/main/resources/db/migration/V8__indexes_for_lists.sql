-- As V1: one set for H2 2.2 and PostgreSQL 14. H2 reads an index in its own order only, so the newest first has its own.

create index event_newest on event (id desc);
create index event_machine on event (machine, id desc);
create index booking_newest on booking (id desc);
create index machine_role on machine (role, name);
