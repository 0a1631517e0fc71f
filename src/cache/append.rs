//! A segment that is being written.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::Digest;
use super::segment::{self, EXTENSION, Key, Place};
use super::temporary::Temporary;
use crate::text::hex;

/// A file to which values are added as they are made. Of them it holds only where they are.
#[derive(Debug)]
pub(super) struct Appending {
    program: Digest,
    out: BufWriter<Temporary>,
    places: BTreeMap<Key, Place>,
    end: u64,
}

impl Write for Temporary {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Appending {
    pub(super) fn begin(folder: &Path, program: Digest) -> io::Result<Self> {
        let header = segment::header(&program);
        let mut out = BufWriter::with_capacity(64 << 10, Temporary::create(folder)?);
        out.write_all(&header)?;
        Ok(Self {
            program,
            out,
            places: BTreeMap::new(),
            end: header.len() as u64,
        })
    }

    pub(super) fn has(&self, key: &Key) -> bool {
        self.places.contains_key(key)
    }

    /// How many bytes there are so far.
    pub(super) fn bytes(&self) -> u64 {
        self.end
    }

    /// Adds a value, unless it is there.
    pub(super) fn add(&mut self, key: &Key, bytes: &[u8]) -> io::Result<()> {
        let Ok(length) = u32::try_from(bytes.len()) else {
            return Ok(());
        };
        if self.has(key) {
            return Ok(());
        }
        self.out.write_all(bytes)?;
        let place = Place {
            offset: self.end,
            length,
            check: segment::check(key, bytes),
        };
        self.places.insert(*key, place);
        self.end += u64::from(length);
        Ok(())
    }

    /// Finishes the file and puts it in its place, under a name made of what it holds, which it returns.
    pub(super) fn publish(mut self) -> io::Result<String> {
        let trailer = segment::trailer(&self.program, self.places.iter());
        self.out.write_all(&trailer)?;
        let temporary = self
            .out
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        let hash = &trailer[trailer.len() - size_of::<Digest>()..];
        let name = format!("{}.{EXTENSION}", hex(&hash[..16]));
        temporary.publish(&name)?;
        Ok(name)
    }
}
