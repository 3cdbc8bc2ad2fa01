-- Received events. The key and the decision live 90 days (X3, A2), the body 14: so the bodies are partitioned by day and dropped whole.

CREATE TABLE inbox_keys (
  workspace_id text COLLATE "C" NOT NULL,
  source text NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  connection_id text COLLATE "C" NOT NULL,
  type text NOT NULL,
  record_id text COLLATE "C",
  received_at bigint NOT NULL,
  quarantine text,
  decision text,
  PRIMARY KEY (workspace_id, source, event_id)
) WITH (fillfactor = 85);
CREATE INDEX inbox_keys_pending ON inbox_keys (workspace_id, connection_id, record_id, received_at) WHERE decision IS NULL AND quarantine IS NULL AND record_id IS NOT NULL;
CREATE INDEX inbox_keys_received ON inbox_keys (workspace_id, received_at);
SELECT protect('inbox_keys'), share('inbox_keys', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE inbox (
  workspace_id text COLLATE "C" NOT NULL,
  source text NOT NULL,
  event_id text COLLATE "C" NOT NULL,
  received_at bigint NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (workspace_id, source, event_id, received_at)
) PARTITION BY RANGE (received_at);
SELECT protect('inbox'), share('inbox', 'SELECT, INSERT, DELETE');
CREATE TABLE inbox_default PARTITION OF inbox DEFAULT;
SELECT protect('inbox_default');

-- Makes the partitions of a table that cover [from_ms, to_ms), each `width` milliseconds wide. One that would cut rows out of the default
-- partition is left out: those rows stay where they are. The application's role gets no right on partitions, only on the whole table.
CREATE FUNCTION make_partitions(parent text, width bigint, from_ms bigint, to_ms bigint) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  bucket bigint := from_ms / width;
  made integer := 0;
  child text;
BEGIN
  WHILE bucket * width < to_ms LOOP
    child := parent || '_' || bucket;
    IF to_regclass(child) IS NULL THEN
      BEGIN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)', child, parent, bucket * width, (bucket + 1) * width);
        PERFORM protect(child::regclass);
        made := made + 1;
      EXCEPTION WHEN check_violation OR duplicate_table OR invalid_object_definition THEN NULL;
      END;
    END IF;
    bucket := bucket + 1;
  END LOOP;
  RETURN made;
END $$;

-- Drops the partitions of a table that end before `before_ms`.
CREATE FUNCTION drop_partitions(parent text, width bigint, before_ms bigint) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  child record;
  dropped integer := 0;
BEGIN
  FOR child IN
    SELECT c.relname FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = to_regclass(parent) AND c.relname ~ ('^' || parent || '_[0-9]+$')
  LOOP
    IF (substring(child.relname FROM '[0-9]+$')::bigint + 1) * width <= before_ms THEN
      EXECUTE format('DROP TABLE %I', child.relname);
      dropped := dropped + 1;
    END IF;
  END LOOP;
  RETURN dropped;
END $$;
