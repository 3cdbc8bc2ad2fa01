-- The journal: activity and audit in one, a hash chain per workspace (A1). The chain covers a keyed hash of the values, never the values
-- themselves, so that retention and erasure can empty sealed_values without breaking it. The application may add rows and empty values;
-- it may neither change nor delete anything else. Partitions are thirty days wide and dropped whole after 400 days.

CREATE TABLE journal (
  workspace_id text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  at bigint NOT NULL,
  kind text NOT NULL,
  link_id text COLLATE "C",
  bridge_id text COLLATE "C",
  intent_id text COLLATE "C",
  side text,
  cause json NOT NULL,
  detail json NOT NULL,
  sealed_values text,
  values_hash text NOT NULL,
  prev_hash text NOT NULL,
  hash text NOT NULL,
  PRIMARY KEY (workspace_id, seq, at)
) PARTITION BY RANGE (at);
CREATE INDEX journal_link ON journal (workspace_id, link_id, seq) WHERE link_id IS NOT NULL;
SELECT protect('journal'), share('journal', 'SELECT, INSERT'), share('journal', 'UPDATE (sealed_values)');
CREATE TABLE journal_default PARTITION OF journal DEFAULT;
SELECT protect('journal_default');

-- The end of each workspace's chain. Its row lock gives entries one order per workspace: a reader who goes on after an id misses nothing.
CREATE TABLE journal_heads (
  workspace_id text COLLATE "C" PRIMARY KEY,
  seq bigint NOT NULL,
  hash text NOT NULL
) WITH (fillfactor = 50);
SELECT protect('journal_heads'), share('journal_heads', 'SELECT, INSERT, UPDATE');
