-- What was answered to a request with an Idempotency-Key, for a day.
create table shared.idempotency (
    organization uuid not null,
    key text not null check (length(key) between 1 and 255),
    route text not null,
    body_hash bytea not null,
    -- The same for all attempts under the key: work that is fenced by it happens once.
    run uuid not null,
    -- Grows when the key is taken over from an attempt that died; an older attempt cannot answer any more.
    attempt integer not null,
    leased_until timestamptz not null,
    expires_at timestamptz not null,
    status integer,
    -- Headers and body, encrypted: an answer can hold a new key's secret.
    answer bytea,
    primary key (organization, key, route)
);
create index on shared.idempotency (expires_at);
call shared.protect('shared.idempotency', 'select, insert, update');
call shared.let_worker('shared.idempotency', 'delete');

-- The keys that seal cursors, sessions and stored answers. The installation's, so of no organization; out of reach of
-- the role that serves requests.
create table shared.data_protection_keys (
    name text primary key,
    content text not null,
    created_at timestamptz not null default now()
);
grant select, insert on shared.data_protection_keys to driftlock_worker;

-- How far an organization's time is ahead, on installations where that may be moved.
create table shared.organization_clocks (
    organization uuid primary key,
    ahead interval not null
);
call shared.protect('shared.organization_clocks', 'select');
call shared.let_worker('shared.organization_clocks', 'insert, update');
