CREATE TABLE admin_sessions (
  id_hash text PRIMARY KEY,
  token_tag text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  seen_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL
);
--> statement-breakpoint
CREATE INDEX admin_sessions_end ON admin_sessions (expires_at);
--> statement-breakpoint
ALTER TABLE zendesk_connections ADD COLUMN webhook_mode text NOT NULL DEFAULT 'automatic';
--> statement-breakpoint
ALTER TABLE zendesk_connections ADD COLUMN problem jsonb;
--> statement-breakpoint
ALTER TABLE zendesk_connections ADD COLUMN checked_at timestamptz(3);
--> statement-breakpoint
CREATE TABLE support_tokens (
  copilot_id text PRIMARY KEY REFERENCES copilots,
  email text NOT NULL,
  secret text NOT NULL,
  set_at timestamptz(3) NOT NULL
);
--> statement-breakpoint
CREATE TABLE connection_log (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  copilot_id text NOT NULL REFERENCES copilots,
  handoff_id text,
  kind text NOT NULL,
  level text NOT NULL,
  message text NOT NULL,
  count integer NOT NULL,
  at timestamptz(3) NOT NULL,
  last_at timestamptz(3) NOT NULL
);
--> statement-breakpoint
CREATE INDEX connection_log_list ON connection_log (copilot_id, position);
--> statement-breakpoint
CREATE INDEX connection_log_handoff ON connection_log (handoff_id, position) WHERE handoff_id IS NOT NULL;
--> statement-breakpoint
CREATE INDEX connection_log_age ON connection_log (last_at);
--> statement-breakpoint
CREATE INDEX session_events_handoff ON session_events (handoff_id, seq);
--> statement-breakpoint
CREATE INDEX callbacks_handoff ON callbacks (handoff_id, position);
