#!/usr/bin/env bash
# Format, vet, staticcheck and generated code.
set -euo pipefail
cd "$(dirname "$0")/.."
go=${GO:-go}

unformatted=$(gofmt -l $(git ls-files '*.go'))
if [ -n "$unformatted" ]; then
  echo "not formatted (make fmt):" >&2
  echo "$unformatted" >&2
  exit 1
fi

"$go" vet ./...
"$go" run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

# Every page's Go code must be what templ makes of its source today.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files 'internal/*.templ' | while read -r f; do
  mkdir -p "$copy/$(dirname "$f")"
  cp "$f" "$copy/$f"
done
"$go" tool templ generate -path "$copy/internal" >/dev/null 2>&1
status=0
while read -r f; do
  g="${f%.templ}_templ.go"
  if ! cmp -s "$copy/$g" "$g"; then
    echo "$g is not up to date (make generate)" >&2
    status=1
  fi
done < <(git ls-files 'internal/*.templ')
exit $status
