-- What became of the events of a request that may come again. The key is the fence: one attempt commits.
create table detection.receipts (
    organization uuid not null,
    run uuid not null primary key,
    stream uuid not null references detection.streams on delete cascade,
    at timestamptz not null,
    scored integer not null,
    learned integer not null,
    duplicates integer not null,
    refused integer[] not null,
    places integer[] not null,
    anomalies uuid[] not null
);
create index on detection.receipts (at);
create index on detection.receipts (stream);
call shared.protect('detection.receipts', 'select, insert, delete');
call shared.let_worker('detection.receipts', 'delete');

-- What an organization taught its streams on a day without having it scored.
create table detection.teaching_days (
    organization uuid not null,
    day date not null,
    bytes bigint not null,
    primary key (organization, day)
);
create index on detection.teaching_days (day);
call shared.protect('detection.teaching_days', 'select, insert, update');
call shared.let_worker('detection.teaching_days', 'delete');
