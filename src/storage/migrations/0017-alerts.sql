-- What people are told of outside the pages: through which channels, of what, and how far that is. Counts, codes and links only; addresses and
-- their secrets are sealed among the secrets.

CREATE TABLE alert_channels (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  -- Enough of the address to know it again.
  shown_as text NOT NULL,
  kinds text[] NOT NULL,
  quiet json,
  paused boolean NOT NULL,
  made_at bigint NOT NULL,
  last_told_at bigint,
  failing_since bigint,
  failure text,
  PRIMARY KEY (workspace_id, id)
);
SELECT protect('alert_channels'), share('alert_channels', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE alert_rules (
  workspace_id text COLLATE "C" PRIMARY KEY,
  conflict_hours integer NOT NULL,
  silence_hours integer NOT NULL
);
SELECT protect('alert_rules'), share('alert_rules', 'SELECT, INSERT, UPDATE');

CREATE TABLE alerts (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  cause text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  code text,
  vendor text,
  entity text,
  count integer NOT NULL,
  since bigint,
  href text NOT NULL,
  raised_at bigint NOT NULL,
  ended_at bigint,
  PRIMARY KEY (workspace_id, id)
);
-- One cause, one alert.
CREATE UNIQUE INDEX alerts_open ON alerts (workspace_id, cause) WHERE ended_at IS NULL;
CREATE INDEX alerts_raised ON alerts (workspace_id, raised_at);
CREATE INDEX alerts_ended ON alerts (workspace_id, ended_at) WHERE ended_at IS NOT NULL;
SELECT protect('alerts'), share('alerts', 'SELECT, INSERT, UPDATE');

-- Each piece of news once for each channel.
CREATE TABLE alert_messages (
  workspace_id text COLLATE "C" NOT NULL,
  alert_id text COLLATE "C" NOT NULL,
  channel_id text COLLATE "C" NOT NULL,
  what text COLLATE "C" NOT NULL,
  state text NOT NULL,
  attempts integer NOT NULL,
  made_at bigint NOT NULL,
  due_at bigint NOT NULL,
  finished_at bigint,
  code text,
  PRIMARY KEY (workspace_id, alert_id, channel_id, what)
);
CREATE INDEX alert_messages_waiting ON alert_messages (workspace_id, channel_id, due_at) WHERE state = 'waiting';
CREATE INDEX alert_messages_finished ON alert_messages (workspace_id, finished_at) WHERE finished_at IS NOT NULL;
SELECT protect('alert_messages'), share('alert_messages', 'SELECT, INSERT, UPDATE');
