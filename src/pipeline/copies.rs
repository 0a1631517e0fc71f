//! Images from elsewhere of which `inkstone fetch` keeps copies: from here on they are files like others.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use super::{Outcome, Until};
use crate::catalog::Resolved;
use crate::config::Site;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::fetch::{Entry, FOLDER, RECORD_NAME, Record, request_address};
use crate::link::LinkedNote;
use crate::parse::{ParsedNote, is_image};
use crate::source::{SourceAsset, SourceTree};

/// The copies that there are.
#[derive(Debug, Default, Serialize)]
pub(super) struct Copies {
    /// Paths of copies as assets, by the address that they are of.
    paths: BTreeMap<String, String>,
    /// Addresses whose copies are gone or damaged.
    damaged: BTreeSet<String>,
}

impl Copies {
    /// Reads the record, and adds the copies that are whole to the files of the notes. A run that only surveys what the notes
    /// lead to has none.
    pub(super) fn read(
        until: &Until,
        site: &Site,
        tree: &mut SourceTree,
        outcome: &mut Outcome,
    ) -> Self {
        if *until == Until::Linked {
            return Self::default();
        }
        let record = Record::read(&site.root).unwrap_or_else(|words| {
            let path = format!("{FOLDER}/{RECORD_NAME}");
            let source = outcome.sources.add(path, Arc::from(""));
            let finding = Diagnostic::new(Code::BadFetchRecord, Span::file(source), [&words]);
            outcome.diagnostics.push(finding);
            Record::default()
        });
        let checked: Vec<_> = record
            .entries
            .into_par_iter()
            .filter_map(|(address, entry)| match entry {
                Entry::Kept(copy) => Some((address, copy.is_whole(&site.root), copy)),
                Entry::Failed(_) => None,
            })
            .collect();
        let mut copies = Self::default();
        // Several addresses may have led to the same bytes.
        let mut assets = BTreeMap::new();
        for (address, is_whole, copy) in checked {
            if is_whole {
                let path = format!("{FOLDER}/{}", copy.name());
                assets.entry(path.clone()).or_insert_with(|| SourceAsset {
                    path: path.clone(),
                    file: copy.file(&site.root),
                    size: copy.bytes,
                });
                copies.paths.insert(address, path);
            } else {
                copies.damaged.insert(address);
            }
        }
        tree.assets.extend(assets.into_values());
        copies
    }

    /// Lets the images of which there are copies lead to them.
    pub(super) fn put_in_place(
        &self,
        notes: &[ParsedNote],
        linked: &mut [LinkedNote],
        outcome: &mut Outcome,
    ) {
        if self.paths.is_empty() && self.damaged.is_empty() {
            return;
        }
        for (note, linked) in notes.iter().zip(linked) {
            for (target, resolved) in note.document.targets.iter().zip(&mut linked.targets) {
                let Resolved::External(written) = resolved else {
                    continue;
                };
                if !is_image(target) {
                    continue;
                }
                let Ok(address) = request_address(written) else {
                    continue;
                };
                if let Some(path) = self.paths.get(address.as_str()) {
                    let place = written.find('#').map_or("", |at| &written[at..]);
                    *resolved = Resolved::File(path.clone(), place.to_owned());
                } else if self.damaged.contains(address.as_str()) {
                    let args = [written.as_str()];
                    let finding = Diagnostic::new(Code::DamagedCopy, target.span, args);
                    outcome.diagnostics.push(finding);
                }
            }
        }
    }
}
