-- The process tells what live streams wait for, once it is committed.
drop trigger tell_found on detection.anomalies;
drop function detection.tell_found();
drop trigger tell_moved on detection.heads;
drop function detection.tell_moved();
