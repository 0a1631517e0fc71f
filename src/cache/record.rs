//! Files of one value each, which are replaced.
//!
//! A file is [`MAGIC`], the program that wrote it, the SHA-256 of both and of what follows, and the value.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::Digest;
use super::packed::Packer;
use super::temporary::{Temporary, files};

/// The name of this form of file.
const MAGIC: [u8; 8] = *b"inkrec\0\x01";
const EXTENSION: &str = "record";

/// How many are kept. There is one for each output folder, and few sites are built into more than two.
const MOST: usize = 16;

/// The value that this program wrote under `name`; `None` if there is none, or a damaged one.
pub(super) fn read<V: DeserializeOwned>(folder: &Path, name: &str, program: &Digest) -> Option<V> {
    let bytes = fs::read(folder.join(format!("{name}.{EXTENSION}"))).ok()?;
    let rest = bytes.strip_prefix(&MAGIC)?.strip_prefix(program)?;
    let (hash, packed) = rest.split_first_chunk::<32>()?;
    (hash_of(program, packed) == *hash).then(|| Packer::default().unpack(packed))?
}

/// Puts a value in the place of the one that has the name. Others go if there have become too many.
pub(super) fn write(
    folder: &Path,
    name: &str,
    program: &Digest,
    value: &impl Serialize,
) -> io::Result<()> {
    let Some(packed) = Packer::default().pack(value) else {
        return Ok(());
    };
    let mut temporary = Temporary::create(folder)?;
    for bytes in [&MAGIC[..], program, &hash_of(program, &packed), &packed] {
        temporary.file.write_all(bytes)?;
    }
    temporary.publish(&format!("{name}.{EXTENSION}"))?;
    let all = files(folder, EXTENSION)?;
    if all.len() > MOST {
        let others = all
            .iter()
            .filter(|path| path.file_stem().is_some_and(|stem| stem != name));
        for path in others {
            // Another run may have been faster.
            let _ = fs::remove_file(path);
        }
    }
    Ok(())
}

fn hash_of(program: &Digest, packed: &[u8]) -> Digest {
    let hash = Sha256::new().chain_update(MAGIC).chain_update(program);
    hash.chain_update(packed).finalize().into()
}
