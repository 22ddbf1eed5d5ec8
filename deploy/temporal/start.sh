#!/bin/sh
# The release's own entry script writes its configuration into the image, which is read-only here; ours is mounted.
set -eu
DB_PASSWORD=$(cat "${SECRETS_DIR:-/run/secrets}/temporal_db_password")
BIND_ON_IP=${BIND_ON_IP:-$(hostname -i)}
export DB_PASSWORD BIND_ON_IP
exec temporal-server --root "${CONFIG_ROOT:-/etc/handoff}" --config config --env handoff --allow-no-auth start
