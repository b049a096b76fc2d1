-- How many anomalies an organization has had. Whoever stores some holds its row until the commit.
create table detection.feeds (
    organization uuid primary key,
    place bigint not null
);
call shared.protect('detection.feeds', 'select, insert, update');

-- Those that are older than the feed have no place in it.
alter table detection.anomalies add column place bigint;
alter table detection.anomalies add constraint has_place check (place is not null) not valid;
create index on detection.anomalies (organization, place);

-- Every node hears at the commit what live streams wait for; what was found, they read.
create function detection.tell_found() returns trigger
    language plpgsql as $$
begin
    perform pg_notify('detection_found', format('%s %s', new.organization, new.stream));
    return null;
end
$$;
create trigger tell_found after insert on detection.anomalies
    for each row execute function detection.tell_found();

create function detection.tell_moved() returns trigger
    language plpgsql as $$
begin
    perform pg_notify('detection_moved', format('%s %s %s', new.organization, new.stream, new.sequence));
    return null;
end
$$;
create trigger tell_moved after update of sequence on detection.heads
    for each row execute function detection.tell_moved();
