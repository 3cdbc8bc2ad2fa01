-- What received events mark, until their bridge's next claim marks the links with it (ADR 0043): a narrow row for each record, however many
-- events name it, where a link's is wide and stands in eight indexes.
CREATE TABLE waiting_marks (
  workspace_id text COLLATE "C" NOT NULL,
  bridge_id text COLLATE "C" NOT NULL,
  side text COLLATE "C" NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  reasons smallint NOT NULL,
  priority_rank smallint NOT NULL,
  due_at bigint NOT NULL,
  marked_at bigint NOT NULL,
  PRIMARY KEY (workspace_id, bridge_id, side, record_id)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX waiting_marks_due ON waiting_marks (workspace_id, bridge_id, due_at);
SELECT protect('waiting_marks'), share('waiting_marks', 'SELECT, INSERT, UPDATE, DELETE');
