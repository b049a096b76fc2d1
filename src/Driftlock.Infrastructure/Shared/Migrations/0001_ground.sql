-- The two lesser roles. They belong to the whole cluster, so another database may have made them already.
do $$
declare
    role_name text;
begin
    foreach role_name in array array ['driftlock_app', 'driftlock_worker'] loop
        -- A login without the right to create roles may find them made by somebody who has it.
        if not exists (select from pg_roles where rolname = role_name) then
            begin
                execute format('create role %I nologin', role_name);
            exception when duplicate_object or unique_violation then
                null;
            end;
        end if;
        if not pg_has_role(current_user, role_name, 'member') then
            execute format('grant %I to current_user', role_name);
        end if;
    end loop;
end
$$;

-- The organization that this connection works for; none shows no row of any organization.
create function shared.organization() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('app.organization', true), '')::uuid;

-- Opens a schema to the two roles; each table is opened on its own.
create procedure shared.open_schema(name text)
    language plpgsql as $$
begin
    execute format('grant usage on schema %I to driftlock_app, driftlock_worker', name);
end
$$;

-- Puts the wall around a table with a column "organization": the app role sees and writes the rows of its organization
-- alone, and no one gets past it, the owner neither.
create procedure shared.wall(walled regclass)
    language plpgsql as $$
begin
    execute format('alter table %s enable row level security', walled);
    execute format('alter table %s force row level security', walled);
    execute format(
        'create policy organization on %s to driftlock_app '
        'using (organization = shared.organization()) with check (organization = shared.organization())', walled);
end
$$;

-- A walled table in which the app role may do what is listed.
create procedure shared.protect(protected regclass, app_may text)
    language plpgsql as $$
begin
    call shared.wall(protected);
    execute format('grant %s on %s to driftlock_app', app_may, protected);
    -- "driftlock-api check" and the relay look across organizations; what else the worker may do, let_worker says.
    call shared.let_worker(protected, 'select');
end
$$;

-- Lets the worker role do what is listed, in rows of all organizations.
create procedure shared.let_worker(opened regclass, worker_may text)
    language plpgsql as $$
begin
    if not exists (select from pg_policy where polrelid = opened and polname = 'worker') then
        execute format('create policy worker on %s to driftlock_worker using (true) with check (true)', opened);
    end if;
    execute format('grant %s on %s to driftlock_worker', worker_may, opened);
end
$$;

-- Wakes the relays of all nodes once the message is committed.
create function shared.wake_relays() returns trigger
    language plpgsql as $$
begin
    notify driftlock_outbox;
    return null;
end
$$;

-- Gives a module its outbox, from which its events leave, and its inbox, which knows what it has reacted to.
create procedure shared.add_messaging(module text)
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
    execute format(
        'create trigger wake_relays after insert on %1$I.outbox execute function shared.wake_relays()', module);
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

call shared.open_schema('shared');
