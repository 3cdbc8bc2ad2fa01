-- Mappings that bridges had before, so that they can be compared and restored. They name fields and hold values of tables that people typed,
-- never values of records.

CREATE TABLE mapping_versions (
  workspace_id text COLLATE "C" NOT NULL,
  bridge_id text COLLATE "C" NOT NULL,
  number integer NOT NULL,
  document json NOT NULL,
  PRIMARY KEY (workspace_id, bridge_id, number)
);
SELECT protect('mapping_versions'), share('mapping_versions', 'SELECT, INSERT');
