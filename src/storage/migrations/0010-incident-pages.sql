-- Our pages of incidents, and what their doors have let in. Ids and hashes only, but for the addresses of those who asked to be let in: they
-- go with the code (ten minutes) and the visit (eight hours). Keys, cookies and codes are kept as hashes.

CREATE TABLE incident_pages (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  connection_id text COLLATE "C" NOT NULL,
  incident_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, connection_id, incident_id)
);
SELECT protect('incident_pages'), share('incident_pages', 'SELECT, INSERT');

CREATE TABLE share_links (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  page_id text COLLATE "C" NOT NULL,
  key_hash text COLLATE "C" NOT NULL,
  made_by text NOT NULL,
  made_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX share_links_expires ON share_links (workspace_id, expires_at);
SELECT protect('share_links'), share('share_links', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE visits (
  workspace_id text COLLATE "C" NOT NULL,
  token_hash text COLLATE "C" NOT NULL,
  page_id text COLLATE "C" NOT NULL,
  who text NOT NULL,
  email text,
  link_id text COLLATE "C",
  reveals boolean NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (workspace_id, token_hash)
);
CREATE INDEX visits_expires ON visits (workspace_id, expires_at);
SELECT protect('visits'), share('visits', 'SELECT, INSERT, DELETE');

CREATE TABLE door_codes (
  workspace_id text COLLATE "C" NOT NULL,
  challenge_hash text COLLATE "C" NOT NULL,
  page_id text COLLATE "C" NOT NULL,
  email text NOT NULL,
  who text NOT NULL,
  code_hash text NOT NULL,
  tries integer NOT NULL,
  made_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (workspace_id, challenge_hash)
);
CREATE INDEX door_codes_expires ON door_codes (workspace_id, expires_at);
SELECT protect('door_codes'), share('door_codes', 'SELECT, INSERT, UPDATE, DELETE');
