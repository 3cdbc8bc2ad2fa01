-- Runs that wait for people are looked for every few seconds: those set aside, and questions that nobody has answered yet.
CREATE INDEX workflow_runs_parked ON workflow_runs (workspace_id, workflow_id, started_at) WHERE state = 'parked';
-- A column of its own: a database cannot look into a document that holds every character that vendors may send.
ALTER TABLE workflow_steps ADD COLUMN asks boolean NOT NULL DEFAULT false;
CREATE INDEX workflow_steps_asking ON workflow_steps (workspace_id, run_id) WHERE asks;
