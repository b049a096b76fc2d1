-- What the events of a stream cost, in pieces: of level 0 a piece spans 64 sequence numbers, of each level above four of
-- the level below. A plot of any stretch reads about as many rows as it has points.
create table detection.score_pieces (
    organization uuid not null,
    stream uuid not null references detection.streams on delete cascade,
    level smallint not null,
    piece bigint not null,
    first_at timestamptz not null,
    events integer not null,
    judged integer not null,
    least_bits double precision not null,
    most_bits double precision not null,
    flagged integer not null,
    flagged_bits double precision,
    anomaly uuid,
    usual_low double precision,
    usual_high double precision,
    expires_at timestamptz not null,
    primary key (stream, level, piece)
);
create index on detection.score_pieces (expires_at);
call shared.protect('detection.score_pieces', 'select, insert, delete');
call shared.let_worker('detection.score_pieces', 'delete');

-- The flagged events of a stretch are found by their place.
create index on detection.anomalies (stream, sequence);

-- One row for each event of a stretch of a log, in its order.
create function detection.events_of(of_stream uuid, first bigint, past bigint)
    returns table (
        organization uuid, sequence bigint, at timestamptz, retention_days smallint, bits double precision, judged boolean)
    language sql stable as $$
    select entry.organization, entry.sequence + place - 1, entry.at, entry.retention_days,
        -- What only taught was never scored.
        coalesce(entry.bits[place], 0), coalesce(entry.flags[place] & 1 = 0, false)
    from detection.log entry,
        generate_series(greatest(first - entry.sequence, 0) + 1, least(entry.length, past - entry.sequence)) place
    where entry.stream = of_stream and entry.kind = 0 and entry.sequence < past
        -- The entry that began before the stretch may reach into it.
        and entry.sequence >= coalesce(
            (select max(before.sequence) from detection.log before
                where before.stream = of_stream and before.sequence <= first), first)
    order by 2
$$;

-- What the events before a place cost: from the 5th to the 98th percentile of the latest 1,024 that were judged is usual.
create function detection.usual_before(of_stream uuid, past bigint)
    returns double precision[]
    language sql stable as $$
    select percentile_disc(array [0.05, 0.98]) within group (order by bits)
    from detection.events_of(of_stream, past - 1024, past)
    where judged
$$;

-- Makes the pieces that became whole when the log went on from one place to another. The usual range of an anchored
-- stream is what it was when the anchor was frozen: the piece before says it, unless something has moved the anchor since.
create procedure detection.roll_up(of_stream uuid, first bigint, past bigint, anchored boolean)
    language plpgsql as $$
declare
    width bigint := 64;
    height integer := 0;
    usual double precision[];
begin
    if first / 64 = past / 64 then
        return;
    end if;
    if anchored then
        select array [before.usual_low, before.usual_high] into usual
        from detection.score_pieces before
        where before.stream = of_stream and before.level = 0 and before.piece = first / 64 - 1
            and before.usual_low is not null
            and not exists (
                select from detection.log moved
                where moved.stream = of_stream and moved.kind in (2, 3) and moved.sequence >= before.piece * 64);
    end if;
    usual := coalesce(usual, detection.usual_before(of_stream, past));

    insert into detection.score_pieces
    select min(event.organization::text)::uuid, of_stream, 0, event.sequence / 64, min(event.at), count(*),
        count(*) filter (where event.judged), coalesce(min(event.bits) filter (where event.judged), 0), max(event.bits), count(found.id),
        max(event.bits) filter (where found.id is not null),
        (array_agg(found.id order by event.bits desc, event.sequence) filter (where found.id is not null))[1],
        case when bool_or(event.judged) then usual[1] end, case when bool_or(event.judged) then usual[2] end,
        max(event.at + make_interval(days => event.retention_days))
    from detection.events_of(of_stream, first / 64 * 64, past / 64 * 64) event
    left join detection.anomalies found on found.stream = of_stream and found.sequence = event.sequence
    group by event.sequence / 64;

    loop
        height := height + 1;
        width := width * 4;
        exit when first / width = past / width;
        insert into detection.score_pieces
        select min(part.organization::text)::uuid, of_stream, height, part.piece / 4, min(part.first_at),
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

-- What is in the logs already.
alter table detection.heads no force row level security;
alter table detection.log no force row level security;
alter table detection.anomalies no force row level security;
alter table detection.score_pieces no force row level security;
do $$
declare
    head record;
    oldest bigint;
begin
    for head in select * from detection.heads loop
        select min(sequence) into oldest from detection.log where stream = head.stream;
        call detection.roll_up(head.stream, coalesce(oldest, head.sequence), head.sequence, head.mode = 1);
    end loop;
end
$$;
alter table detection.heads force row level security;
alter table detection.log force row level security;
alter table detection.anomalies force row level security;
alter table detection.score_pieces force row level security;
