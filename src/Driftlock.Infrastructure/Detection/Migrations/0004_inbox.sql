-- What people said of an anomaly; and the inbox reads the incidents of a state without looking at the other states.
alter table detection.anomalies add column feedback smallint;
create index on detection.anomalies (organization, status, "group");
