#!/bin/sh
# Each file in /run/secrets becomes the variable of its name, for this program alone: `docker inspect` shows the
# environment of a container, but not this.
set -eu
for file in "${SECRETS_DIR:-/run/secrets}"/*; do
  [ -f "$file" ] || continue
  export "$(basename "$file")=$(cat "$file")"
done
exec "$@"
