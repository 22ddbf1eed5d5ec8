CREATE TABLE copilots (
  id text PRIMARY KEY,
  position bigint GENERATED ALWAYS AS IDENTITY,
  name text NOT NULL,
  public_token text NOT NULL UNIQUE,
  webhook_key text NOT NULL UNIQUE,
  callback_url text,
  allowed_origins jsonb NOT NULL,
  preferences jsonb,
  connection_generation integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL,
  deleted_at timestamptz(3)
);
--> statement-breakpoint
CREATE TABLE api_keys (
  id text PRIMARY KEY,
  copilot_id text NOT NULL REFERENCES copilots,
  key_hash text NOT NULL UNIQUE,
  last4 text NOT NULL,
  created_at timestamptz(3) NOT NULL
);
--> statement-breakpoint
CREATE INDEX api_keys_copilot ON api_keys (copilot_id);
--> statement-breakpoint
CREATE TABLE callback_secrets (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  copilot_id text NOT NULL REFERENCES copilots,
  secret text NOT NULL,
  set_at timestamptz(3) NOT NULL,
  valid_until timestamptz(3)
);
--> statement-breakpoint
CREATE INDEX callback_secrets_copilot ON callback_secrets (copilot_id);
--> statement-breakpoint
CREATE TABLE zendesk_connections (
  copilot_id text PRIMARY KEY REFERENCES copilots,
  status text NOT NULL,
  subdomain text NOT NULL,
  app_id text NOT NULL,
  key_id text NOT NULL,
  secret text NOT NULL,
  secret_set_at timestamptz(3) NOT NULL,
  integration_id text NOT NULL,
  webhook_id text,
  agent_workspace_id text NOT NULL,
  seat_id text NOT NULL,
  multi_conversations boolean NOT NULL,
  checks jsonb NOT NULL,
  generation integer NOT NULL,
  last_event_at timestamptz(3),
  connected_at timestamptz(3) NOT NULL
);
--> statement-breakpoint
CREATE TABLE webhook_secrets (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  copilot_id text NOT NULL REFERENCES copilots,
  secret text NOT NULL,
  set_at timestamptz(3) NOT NULL,
  valid_until timestamptz(3)
);
--> statement-breakpoint
CREATE INDEX webhook_secrets_copilot ON webhook_secrets (copilot_id);
--> statement-breakpoint
CREATE TABLE sessions (
  copilot_id text NOT NULL REFERENCES copilots,
  id text NOT NULL,
  user_data jsonb NOT NULL,
  control text NOT NULL,
  last_seq integer NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (copilot_id, id)
);
--> statement-breakpoint
CREATE TABLE handoffs (
  id text PRIMARY KEY,
  position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  copilot_id text NOT NULL,
  session_id text NOT NULL,
  state text NOT NULL,
  attention jsonb,
  reason text,
  summary text,
  user_view jsonb NOT NULL,
  request json NOT NULL,
  not_before timestamptz(3),
  agent jsonb,
  conversation_id text,
  timers jsonb NOT NULL DEFAULT '[]',
  warnings jsonb NOT NULL DEFAULT '[]',
  last_user_message integer NOT NULL DEFAULT 0,
  from_agent integer NOT NULL DEFAULT 0,
  delivered integer NOT NULL DEFAULT 0,
  failed integer NOT NULL DEFAULT 0,
  run_started boolean NOT NULL DEFAULT false,
  signalled_up_to integer NOT NULL DEFAULT 0,
  opening_error jsonb,
  end_reason text,
  end_detail text,
  undelivered jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz(3) NOT NULL,
  accepted_at timestamptz(3),
  active_at timestamptz(3),
  ended_at timestamptz(3),
  FOREIGN KEY (copilot_id, session_id) REFERENCES sessions
);
--> statement-breakpoint
-- One open handoff per session, whatever the code above it believes (R11).
CREATE UNIQUE INDEX handoffs_one_open ON handoffs (copilot_id, session_id) WHERE state <> 'ended';
--> statement-breakpoint
CREATE INDEX handoffs_session ON handoffs (copilot_id, session_id, position);
--> statement-breakpoint
CREATE INDEX handoffs_list ON handoffs (copilot_id, position);
--> statement-breakpoint
CREATE INDEX handoffs_conversation ON handoffs (copilot_id, conversation_id, position);
--> statement-breakpoint
CREATE TABLE messages (
  copilot_id text NOT NULL,
  session_id text NOT NULL,
  origin text NOT NULL,
  id text NOT NULL,
  handoff_id text NOT NULL REFERENCES handoffs,
  n integer,
  seq integer NOT NULL,
  author jsonb NOT NULL,
  content jsonb NOT NULL,
  body_hash text,
  status text NOT NULL,
  at timestamptz(3) NOT NULL,
  from_zendesk boolean NOT NULL,
  automated boolean NOT NULL,
  after_end boolean NOT NULL,
  agent_changed boolean NOT NULL DEFAULT false,
  attempted_at timestamptz(3),
  delayed_at timestamptz(3),
  proofs jsonb NOT NULL DEFAULT '{}',
  zendesk_message_ids jsonb,
  error jsonb,
  PRIMARY KEY (copilot_id, session_id, origin, id),
  FOREIGN KEY (copilot_id, session_id) REFERENCES sessions
);
--> statement-breakpoint
CREATE UNIQUE INDEX messages_user ON messages (handoff_id, n) WHERE origin = 'user';
--> statement-breakpoint
CREATE INDEX messages_queued ON messages (handoff_id, n) WHERE origin = 'user' AND status = 'accepted';
--> statement-breakpoint
CREATE INDEX messages_zendesk_order ON messages (handoff_id, at) WHERE from_zendesk;
--> statement-breakpoint
CREATE TABLE session_events (
  copilot_id text NOT NULL,
  session_id text NOT NULL,
  seq integer NOT NULL,
  handoff_id text NOT NULL REFERENCES handoffs,
  at timestamptz(3) NOT NULL,
  body json NOT NULL,
  PRIMARY KEY (copilot_id, session_id, seq),
  FOREIGN KEY (copilot_id, session_id) REFERENCES sessions
);
--> statement-breakpoint
CREATE TABLE callbacks (
  id text PRIMARY KEY,
  position bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  copilot_id text NOT NULL REFERENCES copilots,
  session_id text NOT NULL,
  handoff_id text NOT NULL REFERENCES handoffs,
  type text NOT NULL,
  body text NOT NULL,
  status text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  last_error text,
  next_attempt_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  delivered_at timestamptz(3)
);
--> statement-breakpoint
CREATE INDEX callbacks_pending ON callbacks (copilot_id, session_id, position) WHERE status = 'pending';
--> statement-breakpoint
CREATE INDEX callbacks_due ON callbacks (next_attempt_at) WHERE status = 'pending';
--> statement-breakpoint
CREATE INDEX callbacks_list ON callbacks (copilot_id, position);
--> statement-breakpoint
CREATE TABLE idempotency_keys (
  copilot_id text NOT NULL REFERENCES copilots,
  key text NOT NULL,
  request_hash text NOT NULL,
  status integer NOT NULL,
  body text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (copilot_id, key)
);
--> statement-breakpoint
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
--> statement-breakpoint
CREATE TABLE audit_log (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz(3) NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  copilot_id text,
  detail jsonb NOT NULL
);
--> statement-breakpoint
CREATE INDEX audit_log_copilot ON audit_log (copilot_id, position);
