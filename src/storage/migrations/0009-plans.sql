-- Plans kept for people: what a run would write, looked at and picked from on a page, carried out within 30 minutes (S4). Items hold values of
-- people's records, so erasure reaches them, and all of a plan is dropped after seven days.

CREATE TABLE plans (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  bridge_id text COLLATE "C" NOT NULL,
  made_at bigint NOT NULL,
  document json NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX plans_made ON plans (workspace_id, made_at, id);
SELECT protect('plans'), share('plans', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE plan_items (
  workspace_id text COLLATE "C" NOT NULL,
  plan_id text COLLATE "C" NOT NULL,
  -- The groups in the order in which people read them.
  rank smallint NOT NULL,
  position integer NOT NULL,
  symbol text NOT NULL,
  reason text NOT NULL,
  fields text[] NOT NULL,
  search text NOT NULL,
  link_id text COLLATE "C",
  left_id text COLLATE "C",
  right_id text COLLATE "C",
  writes integer NOT NULL,
  deletes integer NOT NULL,
  picked boolean NOT NULL,
  outcome text,
  document json NOT NULL,
  PRIMARY KEY (workspace_id, plan_id, rank, position),
  FOREIGN KEY (workspace_id, plan_id) REFERENCES plans (workspace_id, id) ON DELETE CASCADE
);
SELECT protect('plan_items'), share('plan_items', 'SELECT, INSERT, UPDATE, DELETE');
