#!/usr/bin/env bash
# Looks for texts for which the laws of tests/it/fuzzed do not hold, guided by which code they reach.
#
#   bash scripts/fuzz.sh TARGET [MINUTES] [OPTION OF libFuzzer]...
#   bash scripts/fuzz.sh TARGET minimise      puts into fuzz/corpus what reaches more than what is there
#
# The targets are the folders of fuzz/corpus. Needs a C++ compiler, and no other Rust than that of the program.
# FUZZ_WORK names another folder than fuzz/target for what is built and found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target=${1:?"which target: $(ls fuzz/corpus | tr '\n' ' ')"}
minutes=${2:-20}
shift $(($# < 2 ? $# : 2))
work=${FUZZ_WORK:-fuzz/target}
if [[ ! -d fuzz/corpus/$target ]]; then
  echo "error: no target is called $target; there are: $(ls fuzz/corpus | tr '\n' ' ')" >&2
  exit 2
fi

# The review log is read by JavaScript.
if [[ $target == review ]]; then
  exec node tests/review/fuzz.mjs --minutes "$minutes" "$@"
fi

export RUSTC_WRAPPER=$PWD/fuzz/rustc
cargo build --manifest-path fuzz/Cargo.toml --target-dir "$work" --locked --quiet --bin "$target"
program=$work/debug/$target

found=$work/found/$target
mkdir -p "$found" "$work/faults"
if [[ $minutes == minimise ]]; then
  exec "$program" -merge=1 -timeout=20 fuzz/corpus/"$target" "$found"
fi
# A fault ends the run; its text lies in faults/, and becomes a case when it is copied to fuzz/corpus.
exec "$program" "$found" fuzz/corpus/"$target" -dict=fuzz/words.dict -max_len=2048 -timeout=10 -rss_limit_mb=3000 \
  -max_total_time=$((minutes * 60)) -print_final_stats=1 -artifact_prefix="$work/faults/$target-" "$@"
