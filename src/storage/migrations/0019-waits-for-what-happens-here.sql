-- Runs may wait for what happens here, which the journal tells of: behind which of its entries each wait began. Null for events of vendors.
ALTER TABLE workflow_waits ADD COLUMN after_entry bigint;
CREATE INDEX workflow_waits_after ON workflow_waits (workspace_id, after_entry) WHERE after_entry IS NOT NULL;
