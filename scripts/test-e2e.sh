#!/usr/bin/env bash
# Browser tests: the main job from end to end, then every page for every role.
set -euo pipefail
cd "$(dirname "$0")/.."
exec node tests/e2e/run.mjs "$@"
