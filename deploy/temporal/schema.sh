#!/bin/sh
# Brings both of Temporal's databases to the schema of this release; safe to repeat.
set -eu
SQL_PASSWORD=$(cat "${SECRETS_DIR:-/run/secrets}/temporal_db_password")
export SQL_PASSWORD
schemas=${SCHEMA_DIR:-/etc/temporal/schema/postgresql/v12}
for database in temporal:temporal temporal_visibility:visibility; do
  export SQL_DATABASE="${database%%:*}"
  # Version 0.0 makes the tables that remember the version; where they exist already, it fails and changes nothing.
  temporal-sql-tool setup-schema -v 0.0 || echo "$SQL_DATABASE has a schema already"
  temporal-sql-tool update-schema -d "$schemas/${database##*:}/versioned"
done
