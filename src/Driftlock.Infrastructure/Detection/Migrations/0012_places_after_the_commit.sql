-- Places are given to what is committed, for many detections at once: none waits for the row that they share.
drop trigger give_places on detection.anomalies;
drop function detection.give_places();
