//! Writes the formula fonts as WOFF2 into `OUT_DIR`, once per build of the binary.
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=templates");
    println!("cargo::rerun-if-changed=static");
}
