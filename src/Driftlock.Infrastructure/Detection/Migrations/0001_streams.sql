call shared.open_schema('detection');
call shared.add_messaging('detection');

create table detection.streams (
    organization uuid not null,
    id uuid primary key,
    slug text not null,
    name text not null,
    shape smallint not null,
    mode smallint not null,
    baseline_events integer not null,
    detect_on_ingest boolean not null,
    created_at timestamptz not null,
    unique (organization, slug)
);
call shared.protect('detection.streams', 'select, insert, update, delete');

-- Whoever appends to a stream's log holds its row here.
create table detection.heads (
    organization uuid not null,
    stream uuid primary key references detection.streams on delete cascade,
    sequence bigint not null,
    events bigint not null,
    shape smallint not null,
    mode smallint not null,
    events_needed integer not null,
    calibration_events integer not null,
    profile_name text not null,
    alpha double precision not null,
    last_event_at timestamptz,
    last_anomaly_at timestamptz,
    snapshot_sequence bigint not null,
    model_digest text
);
create index on detection.heads (organization);
call shared.protect('detection.heads', 'select, insert, update, delete');

-- The newest snapshot of each model, from which it is rebuilt with the log's tail.
create table detection.snapshots (
    organization uuid not null,
    stream uuid not null references detection.streams on delete cascade,
    sequence bigint not null,
    model bytea not null,
    feedback jsonb not null,
    digest text not null,
    taken_at timestamptz not null,
    primary key (stream, sequence)
);
-- A model does not get smaller by PostgreSQL's compression; trying costs more than reading it.
alter table detection.snapshots alter column model set storage external;
call shared.protect('detection.snapshots', 'select, insert, delete');

create table detection.client_ids (
    organization uuid not null,
    stream uuid not null references detection.streams on delete cascade,
    id text not null,
    content bytea not null,
    at timestamptz not null,
    primary key (stream, id)
);
create index on detection.client_ids (at);
call shared.protect('detection.client_ids', 'select, insert, delete');
call shared.let_worker('detection.client_ids', 'delete');

create table detection.groups (
    organization uuid not null,
    id uuid primary key,
    stream uuid not null references detection.streams on delete cascade,
    kind text not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    count integer not null
);
create index on detection.groups (stream, kind, last_at);
create index on detection.groups (last_at);
call shared.protect('detection.groups', 'select, insert, update, delete');
call shared.let_worker('detection.groups', 'delete');

-- The ordered logs, and the anomalies found in them. Retention is dropping partitions: by class first, because a row
-- keeps the class of the plan under which it was written, then by time.
create table detection.log (
    organization uuid not null,
    stream uuid not null,
    sequence bigint not null,
    length integer not null,
    kind smallint not null,
    at timestamptz not null,
    retention_days smallint not null,
    learned boolean not null,
    texts bytea not null,
    ends integer[] not null,
    client_ids text[],
    times timestamptz[],
    attributes text[],
    bits double precision[] not null,
    least_bits double precision,
    most_bits double precision,
    scores real[] not null,
    p_values double precision[] not null,
    flags smallint[] not null,
    flagged integer not null,
    content jsonb,
    primary key (stream, sequence, retention_days, at)
) partition by list (retention_days);
create index on detection.log (stream, at);
call shared.protect('detection.log', 'select, insert, delete');

create table detection.anomalies (
    organization uuid not null,
    id uuid not null,
    stream uuid not null,
    sequence bigint not null,
    "group" uuid not null,
    at timestamptz not null,
    retention_days smallint not null,
    text bytea not null,
    bits double precision not null,
    expected_bits double precision not null,
    score double precision not null,
    p_value double precision not null,
    p_recent double precision not null,
    p_deciding double precision not null,
    calibration_events integer not null,
    severity smallint not null,
    flags text[] not null,
    explanation text not null,
    words jsonb not null,
    alpha double precision not null,
    core_version text not null,
    model_digest text,
    status smallint not null,
    note text,
    status_at timestamptz,
    primary key (id, retention_days, at)
) partition by list (retention_days);
create index on detection.anomalies (organization, id);
create index on detection.anomalies (stream, id);
call shared.protect('detection.anomalies', 'select, insert, update, delete');

-- A partition has the wall of its table and no grant: it is reached through the table alone.
create procedure detection.make_partition(part text, definition text)
    language plpgsql as $$
begin
    if to_regclass(part) is not null then
        return;
    end if;
    execute format('create table %s %s', part, definition);
    call shared.wall(part::regclass);
end
$$;

-- Makes the partitions for the days from today on, of all classes. A class is cut into pieces of about a tenth of its
-- span, so that no more than that is kept too long.
create procedure detection.make_partitions(today date)
    language plpgsql security definer set search_path = pg_catalog as $$
declare
    tab text;
    class integer;
    span integer;
    first_day date;
begin
    foreach tab in array array ['log', 'anomalies'] loop
        foreach class in array array [7, 30, 90, 365] loop
            call detection.make_partition(
                format('detection.%s_%s', tab, class),
                format('partition of detection.%s for values in (%s) partition by range (at)', tab, class));
            span := case class when 7 then 1 when 30 then 3 when 90 then 9 else 36 end;
            -- Days since 2000-01-01 in whole pieces, so that every run cuts alike.
            first_day := date '2000-01-01' + (today - date '2000-01-01') / span * span;
            for ahead in 0..7 loop
                call detection.make_partition(
                    format('detection.%s_%s_%s', tab, class, to_char(first_day + ahead * span, 'YYYYMMDD')),
                    format(
                        'partition of detection.%s_%s for values from (%L) to (%L)', tab, class,
                        (first_day + ahead * span)::text || ' 00:00:00+00',
                        (first_day + (ahead + 1) * span)::text || ' 00:00:00+00'));
            end loop;
        end loop;
    end loop;
end
$$;
revoke all on procedure detection.make_partitions(date) from public;
grant execute on procedure detection.make_partitions(date) to driftlock_worker;
revoke all on procedure detection.make_partition(text, text) from public;
call detection.make_partitions((now() at time zone 'utc')::date);

-- Drops what is left of a class after its span: only pieces of the two tables, never a class as a whole.
create procedure detection.drop_partition(part text)
    language plpgsql security definer set search_path = pg_catalog as $$
begin
    if not exists (
        select from pg_inherits piece
        join pg_inherits class on class.inhrelid = piece.inhparent
        where piece.inhrelid = to_regclass(part)
            and class.inhparent in ('detection.log'::regclass, 'detection.anomalies'::regclass))
    then
        raise exception '% is no piece of a log or of anomalies', part;
    end if;
    execute format('drop table %s', to_regclass(part));
end
$$;
revoke all on procedure detection.drop_partition(text) from public;
grant execute on procedure detection.drop_partition(text) to driftlock_worker;
