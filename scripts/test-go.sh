#!/usr/bin/env bash
# All Go tests, on SQLite and on PostgreSQL, with the OpenID provider and the
# mail servers that we did not write. Whatever is missing is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
go=${GO:-go}

PASS_TEST_POSTGRES=$(scripts/postgres-test.sh start)
export PASS_TEST_POSTGRES
export PASS_TEST_REQUIRE_POSTGRES=1
PASS_TEST_MAIL=$(scripts/mail-test.sh start)
export PASS_TEST_MAIL
export PASS_TEST_REQUIRE_MAIL=1
export PASS_TEST_OIDC=1
export PASS_TEST_REQUIRE_OIDC=1
export PASS_TEST_REQUIRE_BROWSER=1
export PASS_KILLS=${PASS_KILLS:-200}
trap 'scripts/postgres-test.sh stop; scripts/mail-test.sh stop' EXIT

"$go" test -timeout 25m "$@" ./...
