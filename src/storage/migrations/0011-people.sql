-- People, what they sign in with, and tokens of programs. Closed by workspace like everything else. The first six tables are those that the
-- sign-in library reads and writes (docs/adr/0025-people-and-sign-in.md); of codes and tokens only hashes are kept.

CREATE TABLE people (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  -- In lower case.
  email text COLLATE "C" NOT NULL,
  email_verified boolean NOT NULL,
  image text,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'builder', 'operator', 'viewer', 'responder')),
  disabled boolean NOT NULL DEFAULT false,
  two_factor_enabled boolean DEFAULT false,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX people_email ON people (workspace_id, email);
SELECT protect('people'), share('people', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE sessions (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  token text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  expires_at bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  ip_address text,
  user_agent text,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX sessions_token ON sessions (workspace_id, token);
CREATE INDEX sessions_user ON sessions (workspace_id, user_id);
CREATE INDEX sessions_over ON sessions (workspace_id, expires_at);
SELECT protect('sessions'), share('sessions', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE sign_in_ways (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  provider_id text COLLATE "C" NOT NULL,
  account_id text COLLATE "C" NOT NULL,
  -- A scrypt hash.
  password text,
  -- Never filled: whoever signs in elsewhere leaves no tokens here.
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at bigint,
  refresh_token_expires_at bigint,
  scope text,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX sign_in_ways_account ON sign_in_ways (workspace_id, provider_id, account_id);
CREATE INDEX sign_in_ways_user ON sign_in_ways (workspace_id, user_id);
SELECT protect('sign_in_ways'), share('sign_in_ways', 'SELECT, INSERT, UPDATE, DELETE');

-- What has begun and not ended: a second factor asked for, a challenge sent, a sign-in elsewhere under way.
CREATE TABLE verifications (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  identifier text COLLATE "C" NOT NULL,
  value text NOT NULL,
  expires_at bigint NOT NULL,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX verifications_identifier ON verifications (workspace_id, identifier);
CREATE INDEX verifications_over ON verifications (workspace_id, expires_at);
SELECT protect('verifications'), share('verifications', 'SELECT, INSERT, UPDATE, DELETE');

-- The secret is sealed with a key that itself is sealed with the master key.
CREATE TABLE second_factors (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  secret text COLLATE "C" NOT NULL,
  backup_codes text NOT NULL,
  verified boolean DEFAULT true,
  failed_verification_count bigint DEFAULT 0,
  locked_until bigint,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX second_factors_user ON second_factors (workspace_id, user_id);
SELECT protect('second_factors'), share('second_factors', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE passkeys (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  name text,
  public_key text NOT NULL,
  credential_id text COLLATE "C" NOT NULL,
  counter bigint NOT NULL,
  device_type text NOT NULL,
  backed_up boolean NOT NULL,
  transports text,
  aaguid text,
  created_at bigint,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX passkeys_credential ON passkeys (workspace_id, credential_id);
CREATE INDEX passkeys_user ON passkeys (workspace_id, user_id);
SELECT protect('passkeys'), share('passkeys', 'SELECT, INSERT, UPDATE, DELETE');

-- Codes that let somebody in once: the first owner, who was invited, who lost a password.
CREATE TABLE entry_codes (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('setup', 'invite', 'reset')),
  code_hash text COLLATE "C" NOT NULL,
  role text NOT NULL,
  -- Whose password a reset code may set.
  user_id text COLLATE "C",
  -- Whom an invitation is for, as whoever made it named them.
  note text,
  made_by text NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX entry_codes_hash ON entry_codes (workspace_id, code_hash);
CREATE INDEX entry_codes_over ON entry_codes (workspace_id, expires_at);
SELECT protect('entry_codes'), share('entry_codes', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE api_tokens (
  workspace_id text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  token_hash text COLLATE "C" NOT NULL,
  made_by text NOT NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  last_used_at bigint,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX api_tokens_hash ON api_tokens (workspace_id, token_hash);
SELECT protect('api_tokens'), share('api_tokens', 'SELECT, INSERT, UPDATE, DELETE');
