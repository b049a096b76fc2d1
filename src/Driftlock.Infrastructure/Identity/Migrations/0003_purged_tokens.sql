-- What is over is taken away by the worker, whosever it was.
call shared.let_worker('identity.sign_in_links', 'delete');
call shared.let_worker('identity.sessions', 'delete');
grant delete on identity.token_owners to driftlock_worker;

create index on identity.sign_in_links (expires_at);
create index on identity.sessions (ends_at);
