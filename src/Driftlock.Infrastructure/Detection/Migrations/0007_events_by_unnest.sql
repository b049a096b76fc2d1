-- Every place of an array that is asked for by itself unpacks the array anew; unnest does it once an entry. The ends are
-- there of each event, also of one that only taught and has no bits.
create or replace function detection.events_of(of_stream uuid, first bigint, past bigint)
    returns table (
        organization uuid, sequence bigint, at timestamptz, retention_days smallint, bits double precision, judged boolean)
    language sql stable as $$
    select entry.organization, entry.sequence + event.place - 1, entry.at, entry.retention_days,
        -- What only taught was never scored.
        coalesce(event.bits, 0), coalesce(event.flags & 1 = 0, false)
    from detection.log entry,
        unnest(entry.ends, entry.bits, entry.flags) with ordinality event(stop, bits, flags, place)
    where entry.stream = of_stream and entry.kind = 0 and entry.sequence < past
        and entry.sequence + event.place > first and entry.sequence + event.place <= past
        -- The entry that began before the stretch may reach into it.
        and entry.sequence >= coalesce(
            (select max(before.sequence) from detection.log before
                where before.stream = of_stream and before.sequence <= first), first)
    order by 2
$$;
