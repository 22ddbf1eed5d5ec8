#!/bin/sh
# Runs once, when the database is created: a role and databases for us, and for Temporal, that cannot see each other's.
set -eu
secrets=${SECRETS_DIR:-/run/secrets}

psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d postgres \
  -v handoff_password="$(cat "$secrets/handoff_db_password")" \
  -v temporal_password="$(cat "$secrets/temporal_db_password")" <<'SQL'
CREATE ROLE handoff LOGIN PASSWORD :'handoff_password';
CREATE ROLE temporal LOGIN PASSWORD :'temporal_password';
CREATE DATABASE handoff OWNER handoff;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE CONNECT ON DATABASE handoff, temporal, temporal_visibility FROM PUBLIC;
SQL
