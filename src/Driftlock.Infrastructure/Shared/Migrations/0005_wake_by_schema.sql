-- Says in which outbox something lies, so that a relay that wakes up looks into that one alone.
create or replace function shared.wake_relays() returns trigger
    language plpgsql as $$
begin
    perform pg_notify('driftlock_outbox', tg_table_schema);
    return null;
end
$$;
