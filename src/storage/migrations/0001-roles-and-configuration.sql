-- Roles, row-level security, configuration, secrets and small state.
--
-- Every table that says something about a workspace is closed by row-level security: a transaction sees the rows of the one workspace that it
-- named (highwire.workspace), and FORCE binds the owner as well. The application works as highwire_app, which owns nothing and cannot bypass.
-- Four tables are open by design, because they answer questions that come before a workspace is known, and hold ids and counts only:
--   workspaces       which workspaces there are
--   account_holders  who holds a vendor account that a webhook names (X4)
--   bridge_work      which bridges have due work (X9)
--   rate_budgets     limits as the vendors count them, shared by all workers (X7)

DO $$
BEGIN
  CREATE ROLE highwire_app NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
EXCEPTION
  WHEN duplicate_object OR unique_violation THEN NULL;
  WHEN insufficient_privilege THEN RAISE NOTICE 'no role highwire_app: row-level security binds the owner alone';
END $$;

DO $$
BEGIN
  EXECUTE format('GRANT highwire_app TO %I', current_user);
EXCEPTION
  WHEN undefined_object OR insufficient_privilege OR invalid_grant_operation THEN NULL;
END $$;

-- Grants to the application's role where it exists.
CREATE FUNCTION share(target regclass, privileges text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = 'highwire_app') THEN
    EXECUTE format('GRANT %s ON TABLE %s TO highwire_app', privileges, target);
  END IF;
END $$;

-- Closes a table by workspace.
CREATE FUNCTION protect(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format(
    'CREATE POLICY of_workspace ON %s USING (workspace_id = current_setting(''highwire.workspace'', true)) '
    'WITH CHECK (workspace_id = current_setting(''highwire.workspace'', true))', target);
END $$;

DO $$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = 'highwire_app') THEN
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO highwire_app', current_schema());
  END IF;
END $$;

-- Ids are compared byte by byte everywhere, whatever the database's own collation.

CREATE TABLE workspaces (
  workspace_id text COLLATE "C" PRIMARY KEY,
  -- False for a workspace that has a key and nothing else yet.
  configured boolean NOT NULL
);
SELECT share('workspaces', 'SELECT, INSERT, UPDATE');

CREATE TABLE account_holders (
  vendor text NOT NULL,
  account text COLLATE "C" NOT NULL,
  workspace_id text COLLATE "C" NOT NULL,
  connection_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (vendor, account, workspace_id, connection_id)
);
CREATE INDEX account_holders_connection ON account_holders (workspace_id, connection_id);
SELECT share('account_holders', 'SELECT, INSERT, DELETE');

CREATE TABLE connections (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  position bigint GENERATED ALWAYS AS IDENTITY,
  document json NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
SELECT protect('connections'), share('connections', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE bridges (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  position bigint GENERATED ALWAYS AS IDENTITY,
  document json NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
SELECT protect('bridges'), share('bridges', 'SELECT, INSERT, UPDATE, DELETE');

-- Which master key seals the workspaces' keys: one row, so that a process with another key notices at once.
CREATE TABLE master_key (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  kid text NOT NULL
);
SELECT share('master_key', 'SELECT, INSERT, UPDATE');

CREATE TABLE workspace_keys (
  workspace_id text COLLATE "C" PRIMARY KEY,
  wrapped text NOT NULL
);
SELECT protect('workspace_keys'), share('workspace_keys', 'SELECT, INSERT, UPDATE, DELETE');

-- sealed is null only inside a transaction that changes a secret which did not exist.
CREATE TABLE secrets (
  workspace_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  sealed text,
  PRIMARY KEY (workspace_id, name)
);
SELECT protect('secrets'), share('secrets', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE cursors (
  workspace_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (workspace_id, name)
) WITH (fillfactor = 70);
SELECT protect('cursors'), share('cursors', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE rate_budgets (
  key text COLLATE "C" PRIMARY KEY,
  state json
) WITH (fillfactor = 50);
SELECT share('rate_budgets', 'SELECT, INSERT, UPDATE');
