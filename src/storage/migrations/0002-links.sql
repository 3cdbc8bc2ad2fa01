-- Links with their dirty state, and what hangs on them. Vendors' values stand in json, not jsonb: jsonb refuses U+0000.

-- One row per bridge: its lock (every transaction that changes links of the bridge holds this row first, so they neither deadlock nor miss
-- each other's marks) and when its earliest dirty link may be claimed.
CREATE TABLE bridge_work (
  workspace_id text COLLATE "C" NOT NULL,
  bridge_id text COLLATE "C" NOT NULL,
  next_due_at bigint,
  PRIMARY KEY (workspace_id, bridge_id)
) WITH (fillfactor = 50);
CREATE INDEX bridge_work_due ON bridge_work (next_due_at, bridge_id) WHERE next_due_at IS NOT NULL;
SELECT share('bridge_work', 'SELECT, INSERT, UPDATE');

CREATE TABLE links (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  bridge_id text COLLATE "C" NOT NULL,
  left_id text COLLATE "C",
  right_id text COLLATE "C",
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'parked', 'excluded', 'unlinked', 'tombstone')),
  because text,
  base json,
  left_fields json,
  left_version text,
  left_observed_at bigint,
  right_fields json,
  right_version text,
  right_observed_at bigint,
  -- When a reconcile last saw the record; sweeps note theirs in sightings.
  left_seen_at bigint,
  right_seen_at bigint,
  left_name text COLLATE "C",
  right_name text COLLATE "C",
  left_search text COLLATE "C",
  right_search text COLLATE "C",
  dirty boolean NOT NULL DEFAULT false,
  dirty_since bigint,
  dirty_reasons smallint NOT NULL DEFAULT 0,
  dirty_generation bigint NOT NULL DEFAULT 0,
  due_at bigint,
  priority_rank smallint NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  first_failed_at bigint,
  fence bigint NOT NULL DEFAULT 0,
  lease_owner text,
  lease_until bigint NOT NULL DEFAULT 0,
  flips json NOT NULL DEFAULT '{}',
  open_conflicts integer NOT NULL DEFAULT 0,
  linked_at bigint,
  changed_at bigint NOT NULL,
  -- When the link may be claimed: due and not leased.
  ready_at bigint GENERATED ALWAYS AS (CASE WHEN dirty THEN GREATEST(due_at, lease_until) END) STORED,
  name_key text COLLATE "C" GENERATED ALWAYS AS (COALESCE(left_name, right_name, '')) STORED,
  search_text text COLLATE "C" GENERATED ALWAYS AS (
    lower(id || ' ' || COALESCE(left_id, '') || ' ' || COALESCE(right_id, '')) || ' ' || COALESCE(left_search, '') || ' ' || COALESCE(right_search, '')
  ) STORED,
  status text COLLATE "C" GENERATED ALWAYS AS (
    CASE
      WHEN state IN ('unlinked', 'tombstone') THEN 'ended'
      WHEN open_conflicts > 0 THEN 'conflict'
      WHEN state = 'excluded' THEN 'excluded'
      WHEN state = 'parked' OR attempts > 0 THEN 'failing'
      WHEN dirty OR left_id IS NULL OR right_id IS NULL THEN 'waiting'
      ELSE 'in-sync'
    END
  ) STORED,
  PRIMARY KEY (workspace_id, id)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02);
CREATE UNIQUE INDEX links_left ON links (workspace_id, bridge_id, left_id) WHERE left_id IS NOT NULL;
CREATE UNIQUE INDEX links_right ON links (workspace_id, bridge_id, right_id) WHERE right_id IS NOT NULL;
CREATE INDEX links_claim ON links (workspace_id, bridge_id, priority_rank, due_at, id) WHERE dirty;
CREATE INDEX links_ready ON links (workspace_id, bridge_id, ready_at) WHERE dirty;
CREATE INDEX links_by_name ON links (workspace_id, name_key, id);
CREATE INDEX links_by_change ON links (workspace_id, changed_at DESC, id);
SELECT protect('links'), share('links', 'SELECT, INSERT, UPDATE, DELETE');

-- Match keys as keyed hashes. A table, not an array: under row-level security only leakproof operators may use an index.
CREATE TABLE link_keys (
  workspace_id text COLLATE "C" NOT NULL,
  bridge_id text COLLATE "C" NOT NULL,
  side text NOT NULL,
  key_hash text COLLATE "C" NOT NULL,
  link_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, bridge_id, side, key_hash, link_id)
);
CREATE INDEX link_keys_link ON link_keys (workspace_id, link_id);
SELECT protect('link_keys'), share('link_keys', 'SELECT, INSERT, DELETE');

-- Which records a sweep has met, apart from the wide link rows, because a full sweep touches every one of them.
CREATE TABLE sightings (
  workspace_id text COLLATE "C" NOT NULL,
  bridge_id text COLLATE "C" NOT NULL,
  side text NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  seen_at bigint NOT NULL,
  PRIMARY KEY (workspace_id, bridge_id, side, record_id)
) WITH (fillfactor = 50);
SELECT protect('sightings'), share('sightings', 'SELECT, INSERT, UPDATE, DELETE');

-- Links counted by status, kept by triggers: counting rows would cost more with every clean link.
CREATE TABLE link_counts (
  workspace_id text COLLATE "C" NOT NULL,
  bridge_id text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  links bigint NOT NULL,
  open_conflicts bigint NOT NULL,
  dirty bigint NOT NULL,
  PRIMARY KEY (workspace_id, bridge_id, status)
) WITH (fillfactor = 50);
SELECT protect('link_counts'), share('link_counts', 'SELECT, INSERT, UPDATE');

CREATE FUNCTION count_new_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO link_counts
  SELECT workspace_id, bridge_id, status, count(*), sum(open_conflicts), count(*) FILTER (WHERE dirty) FROM new_rows GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (workspace_id, bridge_id, status) DO UPDATE SET
    links = link_counts.links + excluded.links, open_conflicts = link_counts.open_conflicts + excluded.open_conflicts, dirty = link_counts.dirty + excluded.dirty;
  RETURN NULL;
END $$;
CREATE FUNCTION count_gone_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO link_counts
  SELECT workspace_id, bridge_id, status, -count(*), -sum(open_conflicts), -count(*) FILTER (WHERE dirty) FROM old_rows GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
  ON CONFLICT (workspace_id, bridge_id, status) DO UPDATE SET
    links = link_counts.links + excluded.links, open_conflicts = link_counts.open_conflicts + excluded.open_conflicts, dirty = link_counts.dirty + excluded.dirty;
  RETURN NULL;
END $$;
CREATE FUNCTION count_changed_links() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO link_counts
  SELECT workspace_id, bridge_id, status, sum(links), sum(open_conflicts), sum(dirty) FROM (
    SELECT workspace_id, bridge_id, status, count(*) AS links, sum(open_conflicts) AS open_conflicts, count(*) FILTER (WHERE dirty) AS dirty
    FROM new_rows GROUP BY 1, 2, 3
    UNION ALL
    SELECT workspace_id, bridge_id, status, -count(*), -sum(open_conflicts), -count(*) FILTER (WHERE dirty) FROM old_rows GROUP BY 1, 2, 3
  ) AS changes
  GROUP BY 1, 2, 3 HAVING sum(links) <> 0 OR sum(open_conflicts) <> 0 OR sum(dirty) <> 0 ORDER BY 1, 2, 3
  ON CONFLICT (workspace_id, bridge_id, status) DO UPDATE SET
    links = link_counts.links + excluded.links, open_conflicts = link_counts.open_conflicts + excluded.open_conflicts, dirty = link_counts.dirty + excluded.dirty;
  RETURN NULL;
END $$;
CREATE TRIGGER count_new AFTER INSERT ON links REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_new_links();
CREATE TRIGGER count_gone AFTER DELETE ON links REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_gone_links();
CREATE TRIGGER count_changed AFTER UPDATE ON links REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_changed_links();

CREATE TABLE intents (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  link_id text COLLATE "C" NOT NULL,
  fence bigint NOT NULL,
  side text NOT NULL,
  action text NOT NULL,
  record_id text,
  -- Emptied when the intent is finished: the journal keeps the values for as long as they may be kept.
  changes json NOT NULL,
  state text NOT NULL CHECK (state IN ('pending', 'sent', 'confirmed', 'rejected', 'unknown', 'abandoned')),
  code text,
  created_at bigint NOT NULL,
  finished_at bigint,
  PRIMARY KEY (workspace_id, id)
) WITH (fillfactor = 80);
CREATE INDEX intents_unfinished ON intents (workspace_id, link_id) WHERE state IN ('pending', 'sent', 'unknown');
CREATE INDEX intents_finished ON intents (workspace_id, finished_at) WHERE finished_at IS NOT NULL;
SELECT protect('intents'), share('intents', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE conflicts (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  link_id text COLLATE "C" NOT NULL,
  bridge_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  field text COLLATE "C" NOT NULL,
  left_value json NOT NULL,
  right_value json NOT NULL,
  state text NOT NULL CHECK (state IN ('open', 'decided')),
  winner text,
  candidates json NOT NULL,
  opened_at bigint NOT NULL,
  closed_at bigint,
  resolution json,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX conflicts_open ON conflicts (workspace_id, link_id, field) WHERE state = 'open' AND closed_at IS NULL;
CREATE INDEX conflicts_open_newest ON conflicts (workspace_id, opened_at DESC, id DESC) WHERE state = 'open' AND closed_at IS NULL;
CREATE INDEX conflicts_newest ON conflicts (workspace_id, state, opened_at DESC, id DESC);
CREATE INDEX conflicts_link ON conflicts (workspace_id, link_id);
CREATE INDEX conflicts_closed ON conflicts (workspace_id, closed_at) WHERE closed_at IS NOT NULL;
SELECT protect('conflicts'), share('conflicts', 'SELECT, INSERT, UPDATE, DELETE');
