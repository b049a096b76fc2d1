-- Whether a run of metered work was committed or given up: the first row decides, for ever.
create table shared.work_fences (
    organization uuid not null,
    run uuid not null,
    outcome text not null check (outcome in ('committed', 'given_up')),
    decided_at timestamptz not null,
    primary key (organization, run)
);
create index on shared.work_fences (decided_at);
call shared.protect('shared.work_fences', 'select, insert');
call shared.let_worker('shared.work_fences', 'insert, delete');

-- Who did what, one chain for each organization. No role that serves anything changes or deletes an entry.
create table shared.audit (
    organization uuid not null,
    sequence bigint not null check (sequence > 0),
    at timestamptz not null,
    actor text not null,
    action text not null,
    subject text not null,
    details jsonb not null,
    previous bytea not null,
    hash bytea not null check (length(hash) = 32),
    primary key (organization, sequence)
);
call shared.protect('shared.audit', 'select, insert');
call shared.let_worker('shared.audit', 'insert');

-- The end of each chain. Its row is the lock under which the chain grows, and tells when the chain was cut.
create table shared.audit_heads (
    organization uuid primary key,
    sequence bigint not null,
    hash bytea not null
);
call shared.protect('shared.audit_heads', 'select, insert, update');
call shared.let_worker('shared.audit_heads', 'insert, update');
