# PAsS: "make run" to see it, "make test" to prove it. See README.md.
SHELL := /bin/bash
.DEFAULT_GOAL := help

GO          ?= go
BIN         := bin/passd
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
PG          := scripts/postgres-test.sh
export CGO_ENABLED := 0

.PHONY: help run build assets test check fmt generate test-deps test-go test-opendata test-e2e test-kill mutation bench bench-mining bench-pubblico lighthouse demo-data clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: build ## build and serve the demonstration at http://localhost:8080
	$(BIN) demo

build: assets ## build the one static binary bin/passd
	$(GO) build -trimpath -ldflags "-s -w" -o $(BIN) ./cmd/passd

assets: assets/dist/manifest.json ## fetch the npm packages and build style sheet and script

assets/dist/manifest.json: assets/package-lock.json assets/build.mjs $(shell find assets/src -type f)
	npm ci --prefix assets --no-audit --no-fund
	node assets/build.mjs

generate: ## generate the Go code of the pages
	$(GO) tool templ generate -path internal

fmt: ## format Go
	gofmt -w $$(git ls-files '*.go' | grep -v _templ.go)

check: assets ## the gate of every commit: format, vet, staticcheck, generated code, fast tests
	scripts/check.sh
	$(GO) test -short ./...

test-deps: ## install what the tests need (Debian and npm packages)
	scripts/test-deps.sh

test: test-deps build ## everything: checks, Go tests on SQLite and PostgreSQL, open data, browser, crash tests
	scripts/check.sh
	scripts/test-go.sh
	scripts/test-opendata.sh
	scripts/test-e2e.sh

test-go: ## Go tests only, on both databases
	scripts/test-go.sh

test-e2e: build ## browser tests only
	scripts/test-e2e.sh

test-opendata: build ## catalogue and API of the open data, read by programs that we did not write
	scripts/test-opendata.sh

test-kill: build ## 200 kills of the server while people write
	PASS_KILLS=200 $(GO) test -count=1 -v ./tests/kill

mutation: ## the tests of legal time against changed code: at least 90% of the mutants killed
	scripts/mutation.sh

bench: ## pages and measures on 1,500 bodies, 20,000 requests and 300,000 practices (SQLite), then the cores alone
	$(GO) test -run '^$$' -bench Pages -benchtime 200x -count 1 -timeout 30m ./tests/bench
	$(GO) test -run '^$$' -bench Monitoring -benchtime 30x -count 1 -timeout 30m ./tests/bench
	$(GO) test -run '^$$' -bench . -count 5 ./internal/termini ./internal/monitoraggio/misure ./internal/monitoraggio/foglio ./internal/monitoraggio/effetto

bench-pubblico: ## public pages: all built cold and kept, then 200 readers a second from another process, with and without the cache
	scripts/bench-pubblico.sh

lighthouse: build ## Lighthouse on home, map, body and report pages: performance, accessibility, best practices
	scripts/lighthouse.sh

bench-mining: ## event logs of 1 and 10 million events: passd analizza beside wc -l and DuckDB, results compared
	scripts/bench-mining.sh

clean: ## remove what was built
	rm -rf bin assets/dist/* tests/e2e/out
