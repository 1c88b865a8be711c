#!/usr/bin/env bash
# Lighthouse on the public pages of the demonstration, in Debian's Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -x /usr/bin/chromium ]; then
  echo "chromium is missing: run make test-deps" >&2
  exit 1
fi
stamp=tests/lighthouse/node_modules/.package-lock.json
if [ ! -f "$stamp" ] || [ tests/lighthouse/package-lock.json -nt "$stamp" ]; then
  npm ci --prefix tests/lighthouse --no-audit --no-fund --ignore-scripts
fi
export LIGHTHOUSE_TRACKING=0
exec node tests/lighthouse/run.mjs "$@"
