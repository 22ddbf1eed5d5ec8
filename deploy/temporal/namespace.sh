#!/bin/sh
# Makes the namespace once; how long ended handoffs stay visible to operators is set here.
set -eu
for try in $(seq 60); do
  temporal operator namespace describe "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 && exit 0
  temporal operator namespace create --retention 30d --namespace "$TEMPORAL_NAMESPACE" && exit 0
  echo "Temporal is not ready (try $try)"
  sleep 2
done
exit 1
