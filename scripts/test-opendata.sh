#!/usr/bin/env bash
# Open data: the catalogue in RDF and the API, read and validated by programs
# that we did not write.
set -euo pipefail
cd "$(dirname "$0")/.."
exec node --test --test-reporter=spec tests/opendata/opendata.test.mjs
