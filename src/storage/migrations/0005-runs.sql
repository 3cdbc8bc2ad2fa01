-- Runs are few among very many entries: whoever takes one back finds it without looking through the journal.
CREATE INDEX journal_run ON journal (workspace_id, seq) WHERE kind = 'run';
