-- What the log keeps of a hundred events lies in their row but for the texts, so storing it packs nothing twice and adds
-- no row beside it; and nobody chooses rows by columns that are wide, so nobody has to know how their values spread.
create procedure detection.settle_partition(part regclass)
    language plpgsql as $$
declare
    top name := (select relname from pg_class where oid = pg_partition_root(part));
begin
    execute format('alter table %s %s', part, (
        select string_agg(format('alter column %I set statistics 0', attname), ', ')
        from pg_attribute
        where attrelid = part and attname = any (case top
            when 'log' then array['texts', 'ends', 'client_ids', 'times', 'attributes', 'bits', 'scores', 'p_values',
                'flags', 'content']
            else array['text', 'flags', 'explanation', 'words'] end)));
    if top = 'log' and (select relkind = 'r' from pg_class where oid = part) then
        execute format('alter table %s set (toast_tuple_target = 4080)', part);
    end if;
end
$$;
revoke all on procedure detection.settle_partition(regclass) from public;

create or replace procedure detection.make_partition(part text, definition text)
    language plpgsql as $$
begin
    if to_regclass(part) is not null then
        return;
    end if;
    execute format('create table %s %s', part, definition);
    call shared.wall(part::regclass);
    call detection.settle_partition(part::regclass);
end
$$;

do $$
declare
    part regclass;
begin
    for part in
        select relid from unnest(array['detection.log', 'detection.anomalies']::regclass[]) top,
            pg_partition_tree(top) loop
        call detection.settle_partition(part);
    end loop;
end
$$;
