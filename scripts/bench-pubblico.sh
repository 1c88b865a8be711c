#!/usr/bin/env bash
# Public pages: every page built cold and kept, then readers from a second
# process on loopback, with and without the cache. SQLite, full population.
set -euo pipefail
cd "$(dirname "$0")/.."
go=${GO:-go}
rate=${PASS_CARICO_AL_SECONDO:-200}
peak=${PASS_CARICO_PUNTA:-2000}
seconds=${PASS_CARICO_SECONDI:-30}

"$go" test -run '^$' -bench Pubbliche -benchtime 1x -count 1 -timeout 30m ./tests/bench

kept=$(ls -dt tests/bench/out/population-*/ | grep -v draft | head -1)
work=$(mktemp -d)
trap '[ -n "${server:-}" ] && kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
cp "$kept/pass.db" "$work/pass.db"
"$go" build -trimpath -o "$work/passd" ./cmd/passd
"$go" build -o "$work/carico" ./tests/bench/carico
data=${PASS_TEST_DATA:-../shared}/data
if [ -d "$data" ]; then
  PASS_DATI="$work" "$work/passd" import confini --al 2026-01-01 "$data"/lombardia_comuni_2026.topo.json "$data"/lombardia_province.topo.json
fi
PASS_DATI="$work" PASS_INDIRIZZO=127.0.0.1:8397 "$work/passd" serve >"$work/log" 2>&1 &
server=$!
for _ in $(seq 100); do
  curl -sf http://127.0.0.1:8397/status >/dev/null && break
  sleep 0.2
done
"$work/carico" -url http://127.0.0.1:8397 -al-secondo "$rate" -secondi "$seconds"
"$work/carico" -url http://127.0.0.1:8397 -al-secondo "$rate" -secondi "$seconds" -senza-cache
"$work/carico" -url http://127.0.0.1:8397 -al-secondo "$peak" -secondi "$seconds"
