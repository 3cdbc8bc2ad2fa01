-- Which links tell of what is not over, as goes-on.ts says it: contacts on an incident are few, and their links of ended incidents are never dropped.
-- A column of its own: a database cannot look into a document that holds every character that vendors may send. Of those that are here already, the
-- text of the document says it.
ALTER TABLE links ADD COLUMN goes_on boolean NOT NULL DEFAULT false;
ALTER TABLE links NO FORCE ROW LEVEL SECURITY;
UPDATE links SET goes_on = true WHERE right_fields::text ~ '"completed":(null|false)|"tags":\[[^]]*"incident-inc-[0-9]+"';
ALTER TABLE links FORCE ROW LEVEL SECURITY;
CREATE INDEX links_going_on ON links (workspace_id, bridge_id, changed_at DESC, id) WHERE goes_on;
