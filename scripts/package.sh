#!/usr/bin/env bash
# What `cargo install` would get: all that the program is built from, nothing else, and little of it. The package is made from
# the work tree as it is; whether it compiles alone `cargo package` without --no-verify says.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

most_bytes=2000000
target=${CARGO_TARGET_DIR:-target}

fail() {
  echo "error: $1" >&2
  exit 1
}

listed=$(cargo package --locked --allow-dirty --list --quiet | grep -v '^\.cargo_vcs_info\.json$' | sort)
wanted=$({
  find src templates static -type f
  printf '%s\n' build.rs CHANGELOG.md LICENSE-APACHE LICENSE-MIT README.md README.zh-CN.md
  # Cargo adds these itself.
  printf '%s\n' Cargo.lock Cargo.toml Cargo.toml.orig
} | sort)
difference=$(diff <(echo "$wanted") <(echo "$listed") || true)
[[ -z $difference ]] || fail "the package is not what it should be (< is missing, > is too much):
$difference"

cargo package --locked --allow-dirty --no-verify --quiet
package=$(ls -t "$target"/package/inkstone-*.crate | head -n 1)
bytes=$(wc -c <"$package")
((bytes < most_bytes)) || fail "the package has $bytes bytes, more than $most_bytes"
echo "$(wc -l <<<"$listed") files, $bytes bytes packed"
