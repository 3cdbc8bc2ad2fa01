-- What people who settle conflicts leave for each other, and links that wait for a person, by cause.
ALTER TABLE conflicts ADD COLUMN assignee text, ADD COLUMN comment text;
CREATE INDEX links_parked ON links (workspace_id, bridge_id, because) WHERE state = 'parked';
