-- Fails, and the transaction with it, unless the condition holds: so a commit can be sent along with its conditions.
create function shared.require(holds boolean) returns void
    language plpgsql as $$
begin
    if holds then return; end if;

    raise exception using errcode = 'DL001', message = 'A condition of the transaction does not hold.';
end
$$;
