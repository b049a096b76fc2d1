-- What a condition stands for is committed by the question that asks for it: if it does not hold, the server gives up.
create function shared.require(holds boolean) returns void
    language plpgsql as $$
begin
    if holds then return; end if;

    raise exception using errcode = 'DL001', message = 'A condition of the transaction does not hold.';
end
$$;
