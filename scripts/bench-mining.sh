#!/usr/bin/env bash
# Times "passd analizza" beside the physical limit of the machine and beside
# DuckDB, on generated logs. Bounded in time: about three minutes on two quiet
# cores. The logs stay in tests/bench/mining/out.
set -euo pipefail
cd "$(dirname "$0")/.."

out=tests/bench/mining/out
mkdir -p "$out"
go build -o "$out/genlog" ./tests/bench/mining/genlog
go build -o "$out/measure" ./tests/bench/mining/measure
CGO_ENABLED=0 go build -trimpath -ldflags "-s -w" -o "$out/passd" ./cmd/passd

# The public log of a municipality is the model, where it stands beside the
# checkout; the built-in building permit otherwise.
data=${PASS_TEST_DATA:-../shared}
model=
[ -f "$data/logs/receipt_wabo.xes.gz" ] && model=$data/logs/receipt_wabo.xes.gz
if [ "$(cat "$out/model" 2>/dev/null)" != "model: $model" ]; then
	rm -f "$out"/*.csv "$out"/*.xes
fi
generate() { # events format file
	[ -f "$out/$3" ] || "$out/genlog" -events "$1" -format "$2" -model "$model" -o "$out/$3"
}
generate 1000000 csv 1m.csv
generate 1000000 xes 1m.xes
generate 10000000 csv 10m.csv
echo "model: $model" >"$out/model"

duckdb=
if (cd tests/bench/mining/duckdb && CGO_ENABLED=1 go build -o ../out/duckdb .); then
	duckdb=$out/duckdb
else
	echo "DuckDB cannot be built here (it needs gcc and its module): it is left out." >&2
fi
real=
[ -f "$data/logs/bpic2012_loan.xes.gz" ] && real=$data/logs/bpic2012_loan.xes.gz
timeout 540 "$out/measure" -passd "$out/passd" -duckdb "$duckdb" -dir "$out" -real "$real" | tee "$out/results.txt"
