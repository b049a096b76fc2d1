call shared.open_schema('identity');
call shared.add_messaging('identity');

create table identity.organizations (
    organization uuid primary key,
    name text not null,
    slug text not null unique,
    created_at timestamptz not null
);
call shared.protect('identity.organizations', 'select, insert, update');

-- What finds an organization before one is known. It has no row security and holds nothing else.
create table identity.organization_slugs (
    slug text primary key,
    organization uuid not null unique references identity.organizations deferrable initially deferred
);
grant select, insert on identity.organization_slugs to driftlock_app;
grant select on identity.organization_slugs to driftlock_worker;
comment on table identity.organization_slugs is 'lookup: an organization by its slug';
