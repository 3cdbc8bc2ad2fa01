-- What dashboards are read from: figures counted as the journal grows, so that a range costs the same however long the journal is. Names of
-- figures hold codes and kinds, records hold ids, times and words of a vendor's vocabulary: nothing personal.

-- How far journal and events were counted. Whoever adds figures holds this row first, so that none is lost and none is counted twice.
CREATE TABLE dashboard_places (
  workspace_id text COLLATE "C" PRIMARY KEY,
  seq bigint NOT NULL,
  events_until bigint NOT NULL
) WITH (fillfactor = 50);
SELECT protect('dashboard_places'), share('dashboard_places', 'SELECT, INSERT, UPDATE');

-- One row for each step of ten minutes, hour and day, and each bridge, connection and the whole.
CREATE TABLE dashboard_counts (
  workspace_id text COLLATE "C" NOT NULL,
  step_ms bigint NOT NULL,
  at bigint NOT NULL,
  subject text COLLATE "C" NOT NULL,
  counts json NOT NULL,
  kept_until bigint NOT NULL,
  PRIMARY KEY (workspace_id, step_ms, at, subject)
) WITH (fillfactor = 70);
CREATE INDEX dashboard_counts_over ON dashboard_counts (workspace_id, kept_until);
SELECT protect('dashboard_counts'), share('dashboard_counts', 'SELECT, INSERT, UPDATE, DELETE');

-- Open tasks, coming appointments, contacts on incidents that go on.
CREATE TABLE dashboard_records (
  workspace_id text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  link_id text COLLATE "C" NOT NULL,
  bridge_id text COLLATE "C" NOT NULL,
  at bigint,
  label text,
  contact_id text COLLATE "C",
  -- When an appointment is long past; null for what goes when it is done.
  kept_until bigint,
  PRIMARY KEY (workspace_id, kind, record_id)
);
CREATE INDEX dashboard_records_at ON dashboard_records (workspace_id, kind, at, record_id);
CREATE INDEX dashboard_records_link ON dashboard_records (workspace_id, link_id);
CREATE INDEX dashboard_records_over ON dashboard_records (workspace_id, kept_until) WHERE kept_until IS NOT NULL;
SELECT protect('dashboard_records'), share('dashboard_records', 'SELECT, INSERT, UPDATE, DELETE');
