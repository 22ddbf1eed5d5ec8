ALTER TABLE copilots
  ADD COLUMN avatar_url text,
  ADD COLUMN bot_url text,
  ADD COLUMN bot_speaks_first boolean NOT NULL DEFAULT false,
  ADD COLUMN enforce_identity boolean NOT NULL DEFAULT false;
--> statement-breakpoint
CREATE TABLE identity_secrets (
  id text PRIMARY KEY,
  position bigint GENERATED ALWAYS AS IDENTITY,
  copilot_id text NOT NULL REFERENCES copilots,
  secret text NOT NULL,
  set_at timestamptz(3) NOT NULL,
  valid_until timestamptz(3)
);
--> statement-breakpoint
CREATE INDEX identity_secrets_copilot ON identity_secrets (copilot_id);
--> statement-breakpoint
CREATE TABLE contacts (
  id text PRIMARY KEY,
  copilot_id text NOT NULL REFERENCES copilots,
  token_hash text NOT NULL UNIQUE,
  user_data jsonb NOT NULL,
  identity jsonb,
  created_at timestamptz(3) NOT NULL
);
--> statement-breakpoint
-- With a token hash a session is one that we host; bot_due and bot_done are places in its log: between them is the bot's turn.
ALTER TABLE sessions
  ADD COLUMN position bigint GENERATED ALWAYS AS IDENTITY,
  ADD COLUMN token_hash text UNIQUE,
  ADD COLUMN expires_at timestamptz(3),
  ADD COLUMN closed_at timestamptz(3),
  ADD COLUMN identity jsonb,
  ADD COLUMN language text,
  -- A contact of older widgets, or the device or person that stands for several of them (ADR 0042).
  ADD COLUMN contact_id text,
  ADD COLUMN external_id text,
  ADD COLUMN extra jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN bot_due integer NOT NULL DEFAULT 0,
  ADD COLUMN bot_done integer NOT NULL DEFAULT 0,
  ADD COLUMN bot_turn text,
  ADD COLUMN bot_lease text,
  ADD COLUMN bot_lease_until timestamptz(3);
--> statement-breakpoint
CREATE INDEX sessions_contact ON sessions (contact_id, position) WHERE contact_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX sessions_bot_turn ON sessions (position) WHERE bot_due > bot_done;
--> statement-breakpoint
-- What is said outside of a handoff belongs to none.
ALTER TABLE messages ALTER COLUMN handoff_id DROP NOT NULL;
--> statement-breakpoint
ALTER TABLE session_events ALTER COLUMN handoff_id DROP NOT NULL;
--> statement-breakpoint
CREATE INDEX messages_session ON messages (copilot_id, session_id, seq);
--> statement-breakpoint
CREATE TABLE files (
  id text PRIMARY KEY,
  copilot_id text NOT NULL REFERENCES copilots,
  -- null: uploaded by the backend, for whichever session.
  session_id text,
  name text NOT NULL,
  media_type text NOT NULL,
  size integer,
  -- Where the bytes are in our own storage; null: not fetched yet.
  stored_as text,
  -- Where they come from, for what Zendesk holds.
  source_url text,
  created_at timestamptz(3) NOT NULL
);
