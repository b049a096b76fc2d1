-- A piece is there from its first event on and grows with each commit by what the commit knows. To read the log for it,
-- in as many partitions as the log has, took longer than all else that a detection does.
grant update on detection.score_pieces to driftlock_app;

-- What is usual stands where the log ends; unknown until the next event is judged.
alter table detection.heads
    add column usual_low double precision,
    add column usual_high double precision;

-- Adds what one entry says to the smallest pieces, and makes the greater ones that have become whole with it.
create procedure detection.add_to_pieces(
    of_organization uuid, of_stream uuid, first bigint, past bigint, at timestamptz, expiry timestamptz,
    pieces bigint[], events integer[], judged integer[], least_bits double precision[], most_bits double precision[],
    flagged integer[], flagged_bits double precision[], anomalies uuid[],
    usual_low double precision[], usual_high double precision[])
    language plpgsql as $$
#variable_conflict use_column
declare
    width bigint := 64;
    height integer := 0;
begin
    insert into detection.score_pieces as before
    select of_organization, of_stream, 0, added.piece, at, added.events, added.judged, added.least_bits, added.most_bits,
        added.flagged, added.flagged_bits, added.anomaly, added.usual_low, added.usual_high, expiry
    from unnest(add_to_pieces.pieces, add_to_pieces.events, add_to_pieces.judged, add_to_pieces.least_bits,
        add_to_pieces.most_bits, add_to_pieces.flagged, add_to_pieces.flagged_bits, add_to_pieces.anomalies,
        add_to_pieces.usual_low, add_to_pieces.usual_high)
        added(piece, events, judged, least_bits, most_bits, flagged, flagged_bits, anomaly, usual_low, usual_high)
    on conflict (stream, level, piece) do update set
        events = before.events + excluded.events,
        judged = before.judged + excluded.judged,
        least_bits = case
            when excluded.judged = 0 then before.least_bits
            when before.judged = 0 then excluded.least_bits
            else least(before.least_bits, excluded.least_bits) end,
        most_bits = greatest(before.most_bits, excluded.most_bits),
        flagged = before.flagged + excluded.flagged,
        flagged_bits = greatest(before.flagged_bits, excluded.flagged_bits),
        -- Of equals the first.
        anomaly = case
            when excluded.flagged_bits > before.flagged_bits then excluded.anomaly
            else coalesce(before.anomaly, excluded.anomaly) end,
        usual_low = coalesce(excluded.usual_low, before.usual_low),
        usual_high = coalesce(excluded.usual_high, before.usual_high),
        expires_at = greatest(before.expires_at, excluded.expires_at);

    loop
        height := height + 1;
        width := width * 4;
        exit when first / width = past / width;
        insert into detection.score_pieces
        select of_organization, of_stream, height, part.piece / 4, min(part.first_at),
            sum(part.events), sum(part.judged),
            coalesce(min(part.least_bits) filter (where part.judged > 0), 0), max(part.most_bits), sum(part.flagged),
            max(part.flagged_bits),
            (array_agg(part.anomaly order by part.flagged_bits desc, part.piece)
                filter (where part.anomaly is not null))[1],
            percentile_disc(0.5) within group (order by part.usual_low),
            percentile_disc(0.5) within group (order by part.usual_high),
            max(part.expires_at)
        from detection.score_pieces part
        where part.stream = of_stream and part.level = height - 1
            and part.piece >= first / width * 4 and part.piece < past / width * 4
        group by part.piece / 4;
    end loop;
end
$$;

-- The piece at the end of each log, as far as it is filled.
alter table detection.heads no force row level security;
alter table detection.log no force row level security;
alter table detection.anomalies no force row level security;
alter table detection.score_pieces no force row level security;
insert into detection.score_pieces
select head.organization, head.stream, 0, head.sequence / 64, min(event.at), count(*),
    count(*) filter (where event.judged), coalesce(min(event.bits) filter (where event.judged), 0), max(event.bits),
    count(found.id), max(event.bits) filter (where found.id is not null),
    (array_agg(found.id order by event.bits desc, event.sequence) filter (where found.id is not null))[1],
    null, null, max(event.at + make_interval(days => event.retention_days))
from detection.heads head
cross join lateral detection.events_of(head.stream, head.sequence / 64 * 64, head.sequence) event
left join detection.anomalies found on found.stream = head.stream and found.sequence = event.sequence
group by head.organization, head.stream, head.sequence / 64;
alter table detection.heads force row level security;
alter table detection.log force row level security;
alter table detection.anomalies force row level security;
alter table detection.score_pieces force row level security;

drop procedure detection.roll_up;
drop function detection.usual_before;
