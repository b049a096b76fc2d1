-- Whoever changes what a key may do, every node hears of it when the change commits.
create function keys.tell_change() returns trigger
    language plpgsql as $$
begin
    perform pg_notify('keys_changed', '');
    return null;
end
$$;

create trigger tell_change after delete or update of revoked_at, expires_at, scopes, stream, requests_per_minute
    on keys.api_keys for each statement execute function keys.tell_change();

-- When a key was last used is written apart from the requests that used it.
call shared.let_worker('keys.api_keys', 'update (last_used_at)');
