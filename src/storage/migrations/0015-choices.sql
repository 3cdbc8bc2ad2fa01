-- What people chose for a workspace as a whole, such as how long rows are kept: by name, in the form of whoever reads it. Nothing secret or personal.

CREATE TABLE choices (
  workspace_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (workspace_id, name)
);
SELECT protect('choices'), share('choices', 'SELECT, INSERT, UPDATE');
