-- Workflows, their published versions, and their runs. What started a run, what its steps were given and what they brought are values of people's
-- records: erasure reaches them, and a run goes 30 days after its end.

CREATE TABLE workflows (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  document json NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
SELECT protect('workflows'), share('workflows', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE workflow_versions (
  workspace_id text COLLATE "C" NOT NULL,
  workflow_id text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  document json NOT NULL,
  PRIMARY KEY (workspace_id, workflow_id, version),
  FOREIGN KEY (workspace_id, workflow_id) REFERENCES workflows (workspace_id, id) ON DELETE CASCADE
);
SELECT protect('workflow_versions'), share('workflow_versions', 'SELECT, INSERT, DELETE');

CREATE TABLE workflow_runs (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  workflow_id text COLLATE "C" NOT NULL,
  cause text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  shadow boolean NOT NULL,
  state text NOT NULL,
  because text,
  at text,
  reason text,
  queue text COLLATE "C",
  names text[] NOT NULL,
  chain text[] NOT NULL,
  parent_id text COLLATE "C",
  parent_path text,
  calls integer NOT NULL DEFAULT 0,
  started_at bigint NOT NULL,
  ended_at bigint,
  due_at bigint,
  lease_owner text,
  lease_until bigint NOT NULL DEFAULT 0,
  fence bigint NOT NULL DEFAULT 0,
  generation bigint NOT NULL DEFAULT 0,
  trigger json,
  PRIMARY KEY (workspace_id, id),
  UNIQUE (workspace_id, workflow_id, cause)
) WITH (fillfactor = 80);
CREATE INDEX workflow_runs_due ON workflow_runs (workspace_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX workflow_runs_queue_due ON workflow_runs (workspace_id, due_at, id) WHERE due_at IS NOT NULL AND queue IS NOT NULL;
CREATE INDEX workflow_runs_queue ON workflow_runs (workspace_id, workflow_id, queue, started_at, id) WHERE queue IS NOT NULL AND ended_at IS NULL;
CREATE INDEX workflow_runs_started ON workflow_runs (workspace_id, started_at, id);
CREATE INDEX workflow_runs_of ON workflow_runs (workspace_id, workflow_id, started_at, id);
CREATE INDEX workflow_runs_ended ON workflow_runs (workspace_id, ended_at) WHERE ended_at IS NOT NULL;
SELECT protect('workflow_runs'), share('workflow_runs', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE workflow_steps (
  workspace_id text COLLATE "C" NOT NULL,
  run_id text COLLATE "C" NOT NULL,
  path text COLLATE "C" NOT NULL,
  document json NOT NULL,
  PRIMARY KEY (workspace_id, run_id, path),
  FOREIGN KEY (workspace_id, run_id) REFERENCES workflow_runs (workspace_id, id) ON DELETE CASCADE
) WITH (fillfactor = 80);
SELECT protect('workflow_steps'), share('workflow_steps', 'SELECT, INSERT, UPDATE, DELETE');

-- Which records runs wait for events about.
CREATE TABLE workflow_waits (
  workspace_id text COLLATE "C" NOT NULL,
  run_id text COLLATE "C" NOT NULL,
  path text COLLATE "C" NOT NULL,
  source text NOT NULL,
  types text[] NOT NULL,
  about text COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, run_id, path),
  FOREIGN KEY (workspace_id, run_id) REFERENCES workflow_runs (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX workflow_waits_about ON workflow_waits (workspace_id, source, about);
SELECT protect('workflow_waits'), share('workflow_waits', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE workflow_signals (
  workspace_id text COLLATE "C" NOT NULL,
  run_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  document json NOT NULL,
  PRIMARY KEY (workspace_id, run_id, id),
  FOREIGN KEY (workspace_id, run_id) REFERENCES workflow_runs (workspace_id, id) ON DELETE CASCADE
);
SELECT protect('workflow_signals'), share('workflow_signals', 'SELECT, INSERT, DELETE');

-- Which run wrote a record lately, and what had led to it: ids only (E4).
CREATE TABLE workflow_traces (
  workspace_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  run_id text COLLATE "C" NOT NULL,
  chain text[] NOT NULL,
  at bigint NOT NULL,
  PRIMARY KEY (workspace_id, name, run_id)
);
CREATE INDEX workflow_traces_at ON workflow_traces (workspace_id, at);
SELECT protect('workflow_traces'), share('workflow_traces', 'SELECT, INSERT, UPDATE, DELETE');
