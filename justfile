# The commands of the README, for those who have just. Nothing needs it.

# List the recipes
default:
    @just --list

# Build and serve the repository's own site
serve:
    cargo run --release -- serve

# Run every test
test:
    bash scripts/test.sh

# Print how well readers find what they search for, beside two other engines
search-eval *ARGS:
    bash scripts/search-eval.sh {{ARGS}}

# Hold licences, sources and versions of every crate against deny.toml, and against known weaknesses; needs cargo-deny
deny *ARGS:
    cargo deny check {{ARGS}}

# Measure each stage on the repository's own notes and on generated ones
bench *ARGS:
    cargo bench --bench stages -- {{ARGS}}

# Print what a cold build costs over the work that no build can do without
floor *ARGS:
    cargo bench --bench floor -- {{ARGS}}

# Build the same notes with other generators and print what each needed; installs them first
compare *ARGS:
    bash bench/compare {{ARGS}}

# Draw where the time of a cold build goes, as target/profile/flame.svg; needs perf and inferno
flame NUMBER='1000':
    bash bench/profile flame {{NUMBER}}

# Count the instructions of a cold build by function and library; needs valgrind
instructions NUMBER='1000':
    bash bench/profile instructions {{NUMBER}}

# Write every expectation anew; review what changes
expect:
    UPDATE_EXPECT=1 cargo test

# Print how fast study is with 2,000 questions and 50,000 reviews; --assert fails where it is too slow
study-bench *ARGS:
    node tests/browser/study-bench.mjs {{ARGS}}
