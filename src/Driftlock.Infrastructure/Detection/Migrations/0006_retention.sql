-- A stream may keep its events for less time than the plan would.
alter table detection.streams add column retention_days smallint check (retention_days in (7, 30, 90, 365));
