-- The activity page: one index per filter, so that a page costs the same however much is kept, and the calls made for each record.

ALTER TABLE journal ADD COLUMN code text COLLATE "C";
CREATE INDEX journal_kind ON journal (workspace_id, kind, seq);
CREATE INDEX journal_bridge ON journal (workspace_id, bridge_id, kind, seq) WHERE bridge_id IS NOT NULL;
CREATE INDEX journal_code ON journal (workspace_id, code, seq) WHERE code IS NOT NULL;

-- Which key an event's signature fitted.
ALTER TABLE inbox_keys ADD COLUMN signed_by text;

-- Calls to vendors that were made for a link, for some days: what was asked and answered, every value masked.
CREATE TABLE vendor_calls (
  workspace_id text COLLATE "C" NOT NULL,
  link_id text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  duration_ms integer NOT NULL,
  vendor text NOT NULL,
  operation text NOT NULL,
  method text NOT NULL,
  path text NOT NULL,
  mutating boolean NOT NULL,
  status smallint NOT NULL,
  request_id text,
  headers json NOT NULL,
  body text
) PARTITION BY RANGE (at);
CREATE INDEX vendor_calls_link ON vendor_calls (workspace_id, link_id, at);
SELECT protect('vendor_calls'), share('vendor_calls', 'SELECT, INSERT, DELETE');
CREATE TABLE vendor_calls_default PARTITION OF vendor_calls DEFAULT;
SELECT protect('vendor_calls_default');
