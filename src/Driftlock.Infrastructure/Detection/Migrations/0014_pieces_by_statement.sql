-- The smallest pieces grow by a statement of the service, whose plan is kept; a procedure is called for the greater ones
-- alone, once in as many events as the smallest of them spans.
create procedure detection.roll_up_pieces(of_organization uuid, of_stream uuid, first bigint, past bigint)
    language plpgsql as $$
declare
    width bigint := 64;
    height integer := 0;
begin
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
drop procedure detection.add_to_pieces;
