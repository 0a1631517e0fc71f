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

# Look for texts that break TARGET, a folder of fuzz/corpus, for so many minutes
fuzz TARGET MINUTES='20' *ARGS:
    bash scripts/fuzz.sh {{TARGET}} {{MINUTES}} {{ARGS}}

# Count the instructions of a cold build by function and library; needs valgrind
instructions NUMBER='1000':
    bash bench/profile instructions {{NUMBER}}

# Print how long a saved note takes to the page in a browser, while it is served
touch *ARGS:
    cargo build --release --locked
    INKSTONE=target/release/inkstone node tests/browser/touch-bench.mjs {{ARGS}}

# Write every expectation anew; review what changes
expect:
    UPDATE_EXPECT=1 cargo test

# Print how fast study is with 2,000 questions and 50,000 reviews; --assert fails where it is too slow
study-bench *ARGS:
    node tests/browser/study-bench.mjs {{ARGS}}

# Take pictures of what readers see, at three widths, light and dark, into shots/; words choose scenes
shots *ARGS:
    node tests/browser/shots.mjs {{ARGS}}

# Run Lighthouse on the kinds of pages of the repository's own site and print a table; installs it first
lighthouse *ARGS:
    npm ci --prefix tests/lighthouse --no-fund --no-audit --loglevel=error
    node tests/lighthouse/lighthouse.mjs {{ARGS}}
