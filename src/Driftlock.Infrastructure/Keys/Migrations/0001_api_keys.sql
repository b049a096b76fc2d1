call shared.open_schema('keys');
call shared.add_messaging('keys');

create table keys.api_keys (
    id uuid primary key,
    organization uuid not null,
    name text not null,
    scopes text[] not null,
    stream uuid,
    requests_per_minute integer check (requests_per_minute > 0),
    prefix text not null,
    last4 text not null,
    digest text not null check (digest ~ '^[0-9a-f]{64}$'),
    pepper_version integer not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
);
create index on keys.api_keys (organization, created_at);
call shared.protect('keys.api_keys', 'select, insert, update');

-- What finds a key before its organization is known. It has no row security and holds nothing else.
create table keys.key_owners (
    digest text primary key,
    key uuid not null unique references keys.api_keys deferrable initially deferred,
    organization uuid not null
);
grant select, insert, update (digest) on keys.key_owners to driftlock_app;
grant select on keys.key_owners to driftlock_worker;
comment on table keys.key_owners is 'lookup: a key by its digest';
