#!/usr/bin/env bash
# Prints how well readers find what they search for: both parts of the queries, Inkstone beside MiniSearch and Pagefind. Further arguments go
# to tests/search/evaluate.mjs, such as --failures.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/tools.sh

install_tools
if missing=$(browser_is_missing); then
  echo "without Pagefind: no $missing"
fi
npm ci --prefix tests/browser --no-fund --no-audit --loglevel=error
# Not `npm ci`: the lock file knows the platforms on which Pagefind was installed when it was written, and no others.
npm install --no-save --prefix tests/search --no-fund --no-audit --loglevel=error

site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
if [[ -n ${INKSTONE:-} ]]; then
  "$INKSTONE" build . -o "$site/site" --quiet
else
  cargo run --locked --quiet -- build . -o "$site/site" --quiet
fi
CHROMIUM=$(chromium_path) node tests/search/evaluate.mjs "$site/site" --part all --peers "$@"
