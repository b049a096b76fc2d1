-- Transactions that notify hold one lock of the whole database until their commit is on the disk. So what was committed
-- is told by the process, after it; the triggers of all outboxes go with their function.
drop function shared.wake_relays() cascade;

create or replace procedure shared.add_messaging(module text)
    language plpgsql as $$
begin
    execute format($table$
        create table %1$I.outbox (
            id uuid primary key,
            -- Grows with every message; with messages of one aggregate in the order in which they were committed.
            position bigint generated always as identity,
            ordered_by uuid,
            organization uuid not null,
            name text not null,
            content jsonb not null,
            occurred_at timestamptz not null,
            attempts integer not null default 0,
            next_attempt_at timestamptz not null,
            parked_at timestamptz,
            last_failure text
        )$table$, module);
    execute format('create index on %1$I.outbox (next_attempt_at) where parked_at is null', module);
    execute format('create index on %1$I.outbox (ordered_by, position) where ordered_by is not null', module);
    call shared.protect(format('%I.outbox', module)::regclass, 'insert');
    call shared.let_worker(format('%I.outbox', module)::regclass, 'update, delete');

    execute format($table$
        create table %1$I.inbox (
            organization uuid not null,
            message uuid not null,
            reaction text not null,
            handled_at timestamptz not null,
            primary key (message, reaction)
        )$table$, module);
    execute format('create index on %1$I.inbox (handled_at)', module);
    call shared.protect(format('%I.inbox', module)::regclass, 'select, insert');
    call shared.let_worker(format('%I.inbox', module)::regclass, 'delete');
end
$$;
