create table identity.members (
    id uuid primary key,
    organization uuid not null references identity.organizations,
    email text not null,
    role text not null check (role in ('viewer', 'member', 'admin', 'owner')),
    created_at timestamptz not null,
    unique (organization, email)
);
call shared.protect('identity.members', 'select, insert, update, delete');

create table identity.sign_in_links (
    digest text primary key,
    organization uuid not null,
    member uuid not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
call shared.protect('identity.sign_in_links', 'select, insert, update, delete');

create table identity.sessions (
    id uuid primary key,
    digest text not null unique,
    organization uuid not null,
    member uuid not null,
    opened_at timestamptz not null,
    ends_at timestamptz not null,
    ended_at timestamptz
);
create index on identity.sessions (organization, member);
call shared.protect('identity.sessions', 'select, insert, update, delete');

-- What finds a link or a session before its organization is known. It has no row security and holds nothing else.
create table identity.token_owners (
    digest text primary key,
    organization uuid not null
);
grant select, insert on identity.token_owners to driftlock_app;
grant select on identity.token_owners to driftlock_worker;
comment on table identity.token_owners is 'lookup: a link or a session by the digest of its token';
