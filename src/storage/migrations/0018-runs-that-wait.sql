-- Runs that wait for people are looked for every few seconds: those set aside, and questions that nobody has answered yet.
CREATE INDEX workflow_runs_parked ON workflow_runs (workspace_id, workflow_id, started_at) WHERE state = 'parked';
CREATE INDEX workflow_steps_asking ON workflow_steps (workspace_id, run_id) WHERE document ->> 'kind' = 'approve' AND document ->> 'state' = 'waiting';
