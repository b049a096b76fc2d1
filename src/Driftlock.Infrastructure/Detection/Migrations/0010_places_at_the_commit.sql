-- Places are given while a transaction commits, when it has nothing more to ask: the row that all detections of an
-- organization share is held for no way to the service and back.
alter table detection.anomalies drop constraint has_place;

create function detection.give_places() returns trigger
    language plpgsql as $$
declare
    own bigint;
    given bigint;
    last bigint;
begin
    -- The first of a request's anomalies gives all of them their places; the others only look.
    select place into own from detection.anomalies
    where id = new.id and retention_days = new.retention_days and at = new.at;
    if not found then
        raise exception 'anomaly % is stored and not seen: it can have no place', new.id;
    elsif own is not null then
        return null;
    end if;

    select count(*) into given from detection.anomalies
    where organization = new.organization and place is null
        and stream = new.stream and retention_days = new.retention_days and at = new.at;
    insert into detection.feeds as feed (organization, place) values (new.organization, given)
    on conflict (organization) do update set place = feed.place + excluded.place
    returning place into last;

    update detection.anomalies anomaly set place = last - given + mine.number
    from (
        select id, row_number() over (order by sequence) as number from detection.anomalies
        where organization = new.organization and place is null
            and stream = new.stream and retention_days = new.retention_days and at = new.at) mine
    where anomaly.id = mine.id and anomaly.retention_days = new.retention_days and anomaly.at = new.at;
    return null;
end
$$;
create constraint trigger give_places after insert on detection.anomalies
    deferrable initially deferred for each row when (new.place is null) execute function detection.give_places();
