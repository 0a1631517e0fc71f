#!/usr/bin/env bash
# Runs every test. What is missing is installed on a Debian machine by someone who may; elsewhere the parts that need it
# are named and left out, but never with CI=true, where a part left out is a failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh

skipped=()
# A part that cannot run here.
skip() {
  if [[ ${CI:-} == true ]]; then
    echo "error: $1" >&2
    exit 1
  fi
  skipped+=("$1")
}

step() {
  printf '\n== %s (%d s)\n' "$1" "$SECONDS"
}

# Whether there is Node.js 20 or later.
has_node() {
  command -v node >/dev/null && (($(node -p 'process.versions.node.split(".")[0]') >= 20))
}

step "tools"
install_tools

step "format"
cargo fmt --all --check

step "clippy"
cargo clippy --locked --all-targets --quiet -- -D warnings

step "tests in Rust"
cargo test --locked --quiet

step "workflows"
if python=$(python_with check_jsonschema tests/workflows); then
  "$python" -m check_jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml src/init/pages.yml
else
  skip "the workflows were not checked: no Python with the package check-jsonschema"
fi

step "package"
bash scripts/package.sh

step "code in the notes"
if python=$(python_with numpy tests/content); then
  "$python" tests/content/run_code.py
else
  skip "the code in the notes was not run: no Python with numpy"
fi

step "cards in Anki"
if python=$(python_with anki tests/anki); then
  cargo build --locked --quiet
  "$python" tests/anki/check.py
else
  skip "the cards were not imported into Anki: no Python with the package anki"
fi

step "tests in the browser"
if missing=$(browser_is_missing); then
  skip "the tests in the browser were not run: no $missing"
else
  npm ci --prefix tests/browser --no-fund --no-audit --loglevel=error
  cargo build --locked --quiet --example render_formulas --bin inkstone
  [[ -x $(firefox_path) ]] || skip "nothing was tested in Firefox: it is not there"
  command -v java >/dev/null || skip "pages were not held against the rules of HTML: no Java"
  CHROMIUM=$(chromium_path) FIREFOX=$(firefox_path) node --test --test-concurrency=2 --test-reporter=spec tests/browser/*.test.mjs
fi

step "search"
if ! has_node; then
  skip "search was not evaluated: no Node.js 20 or later"
else
  cargo build --locked --quiet
  node --test --test-reporter=spec tests/search/*.test.mjs
fi

step "review"
if ! has_node; then
  skip "the review engine was not tested: no Node.js 20 or later"
else
  npm ci --prefix tests/review --no-fund --no-audit --loglevel=error
  node --test --test-reporter=spec tests/review/*.test.mjs
fi

step "done"
for reason in "${skipped[@]}"; do
  echo "skipped: $reason"
done
