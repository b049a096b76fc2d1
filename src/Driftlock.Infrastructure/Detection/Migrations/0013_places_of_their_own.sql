-- Places stand in narrow rows of their own, which are written once and never changed. To write a place into an anomaly
-- was to find its row in all partitions and to write it anew, with all its indexes.
create table detection.feed_places (
    organization uuid not null,
    place bigint not null,
    anomaly uuid not null,
    -- No key to the streams: it would be looked up for each row, and a message may come after its stream is gone.
    stream uuid not null,
    -- With these two and its id an anomaly is found in its partition.
    at timestamptz not null,
    retention_days smallint not null check (retention_days in (7, 30, 90, 365)),
    primary key (organization, place)
);
-- For who follows one stream of many, and for its end.
create index on detection.feed_places (stream, place);
-- What goes with a partition of the anomalies.
create index on detection.feed_places (retention_days, at);
call shared.protect('detection.feed_places', 'select, insert, delete');
call shared.let_worker('detection.feed_places', 'delete');

alter table detection.anomalies no force row level security;
alter table detection.outbox no force row level security;
alter table detection.feed_places no force row level security;
insert into detection.feed_places (organization, place, anomaly, stream, at, retention_days)
select organization, place, id, stream, at, retention_days from detection.anomalies where place is not null;

-- A message says now when its anomalies were found and what their class is. One of which none is left goes.
delete from detection.outbox message
where message.name = 'detection.anomalies_found' and not exists (
    select from detection.anomalies found
    where found.organization = message.organization
        and found.id in (select value::uuid from jsonb_array_elements_text(message.content -> 'anomalies')));
update detection.outbox message set content = message.content || (
    select jsonb_build_object(
        'at', to_char(found.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'retention_days', found.retention_days)
    from detection.anomalies found
    where found.organization = message.organization
        and found.id in (select value::uuid from jsonb_array_elements_text(message.content -> 'anomalies'))
    limit 1)
where message.name = 'detection.anomalies_found';
alter table detection.anomalies force row level security;
alter table detection.outbox force row level security;
alter table detection.feed_places force row level security;

alter table detection.anomalies drop column place;
