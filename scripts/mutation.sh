#!/usr/bin/env bash
# Mutation testing of internal/termini: fails when the tests notice fewer than
# 90% of the changes to its code. About ten minutes on two cores.
set -euo pipefail
cd "$(dirname "$0")/.."

# What the long fuzz test finds, it finds in the first thousands of sequences.
export TERMINI_SEQUENZE="${TERMINI_SEQUENZE:-2000}"
exec "${GO:-go}" run ./tests/mutation -min "${PASS_MUTATION_MIN:-90}" "$@" ./internal/termini
