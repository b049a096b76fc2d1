call shared.open_schema('billing');
call shared.add_messaging('billing');

-- The catalogue: the same for all, so without an organization; its rows come from the configuration.
create table billing.plans (
    name text primary key,
    position integer not null,
    price_minor bigint not null check (price_minor >= 0),
    currency_code text not null check (currency_code ~ '^[A-Z]{3}$'),
    included_events bigint check (included_events >= 0),
    overage_minor bigint check (overage_minor >= 0),
    retention_days integer not null check (retention_days > 0),
    alerts_per_period integer check (alerts_per_period >= 0),
    streams integer not null check (streams >= 0),
    requests_per_minute integer not null check (requests_per_minute > 0),
    teaching_bytes_per_day bigint not null check (teaching_bytes_per_day >= 0),
    features text[] not null,
    aliases text[] not null
);
grant select on billing.plans to driftlock_app, driftlock_worker;

create table billing.accounts (
    organization uuid primary key,
    plan text not null references billing.plans,
    status text not null check (status in ('none', 'trialing', 'active', 'grace', 'suspended', 'churned')),
    cap text not null check (cap in ('block', 'soft_cap', 'allow_overage')),
    cap_percent integer not null check (cap_percent between 100 and 1000),
    spend_cap_minor bigint check (spend_cap_minor >= 0),
    paid_from timestamptz,
    paid_until timestamptz,
    opened_at timestamptz not null,
    check ((paid_from is null) = (paid_until is null)),
    check (paid_from < paid_until)
);
call shared.protect('billing.accounts', 'select, insert, update');

-- The counters, one row per organization and period. What the plan included when the period began stands in the row, so
-- that a reservation is one conditional update and an old period stays what it was. Half of a page stays free: an update
-- then finds its place beside the row and touches no index.
create table billing.periods (
    organization uuid not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null check (starts_at < ends_at),
    included bigint check (included >= 0),
    ceiling bigint check (ceiling >= included),
    accepted bigint not null default 0,
    settled bigint not null default 0 check (settled >= 0),
    rejected bigint not null default 0 check (rejected >= 0),
    primary key (organization, starts_at),
    check (settled + rejected <= accepted)
) with (fillfactor = 50);
call shared.protect('billing.periods', 'select, insert, update');

-- What is reserved, by run. A closed row stays for a while, so that a run which comes again is known.
create table billing.reservations (
    organization uuid not null,
    run uuid not null,
    period_start timestamptz not null,
    units integer not null check (units > 0),
    state text not null default 'pending' check (state in ('pending', 'settled', 'given_up')),
    leased_until timestamptz not null,
    closed_at timestamptz check ((closed_at is null) = (state = 'pending')),
    primary key (organization, run)
);
create index on billing.reservations (leased_until) where state = 'pending';
create index on billing.reservations (closed_at) where state <> 'pending';
call shared.protect('billing.reservations', 'select, insert, update');
call shared.let_worker('billing.reservations', 'delete');

-- What became of every unit, and why. Nobody may change a row or take one away.
create table billing.ledger (
    organization uuid not null,
    run uuid not null,
    kind text not null check (kind in ('included', 'overage', 'rejected')),
    period_start timestamptz not null,
    units bigint not null check (units > 0),
    stream uuid,
    credential uuid,
    why text not null check (why in ('scored', 'not_scored', 'released', 'expired')),
    at timestamptz not null,
    booked_at timestamptz not null,
    primary key (organization, run, kind),
    check ((kind = 'rejected') = (why <> 'scored'))
);
create index on billing.ledger (organization, period_start);
call shared.protect('billing.ledger', 'select, insert');
