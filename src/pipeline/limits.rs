//! What hosts and other systems cannot take, said before it is found out there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Outcome;
use super::links::Referenced;
use crate::catalog::Catalog;
use crate::catalog::paths::{NameFault, name_fault};
use crate::config::Site;
use crate::diagnostic::{Code, Diagnostic, SourceId, Span};
use crate::fetch::FOLDER;
use crate::output::Sink;

/// GitHub refuses files above 100 MiB (GitHub Docs, "About large files on GitHub").
const MOST_FILE_BYTES: u64 = 100 << 20;

/// "Published GitHub Pages sites may be no larger than 1 GB" (GitHub Docs, "GitHub Pages limits").
const MOST_SITE_BYTES: u64 = 1_000_000_000;

/// Tells of names that Windows cannot have, and of files that GitHub does not take, among what is going to be written.
pub(super) fn check_limits(
    site: &Site,
    catalog: &Catalog,
    files: &BTreeMap<&str, Referenced>,
    outcome: &mut Outcome,
) {
    let lang = outcome.lang;
    // A folder is told of once, with the first file in it.
    let mut told = BTreeSet::new();
    let mut windows_name = |route: &str| -> Option<[String; 2]> {
        let (end, fault) = first_fault(route)?;
        let path = &route[..end];
        let why = fault.words(lang).to_owned();
        told.insert(path.to_owned()).then(|| [path.to_owned(), why])
    };
    let mut found: Vec<(Code, SourceId, Vec<String>)> = Vec::new();
    for note in &catalog.notes {
        if let Some(args) = windows_name(&note.route) {
            found.push((Code::WindowsName, note.source, args.to_vec()));
        }
    }
    for redirect in &catalog.redirects {
        if let Some(args) = windows_name(&redirect.route) {
            found.push((Code::WindowsName, redirect.span.source, args.to_vec()));
        }
    }
    for (path, file) in files {
        let mut source = None;
        let mut source = |outcome: &mut Outcome| {
            *source.get_or_insert_with(|| {
                // Copies of images from elsewhere lie below ROOT, not among the notes.
                let is_copy = path.starts_with(FOLDER);
                let shown = if is_copy {
                    (*path).to_owned()
                } else {
                    site.from_root(path)
                };
                outcome.sources.add(shown, Arc::from(""))
            })
        };
        if let Some(args) = windows_name(file.route) {
            found.push((Code::WindowsName, source(outcome), args.to_vec()));
        }
        if file.asset.size > MOST_FILE_BYTES {
            let args =
                [file.asset.size, MOST_FILE_BYTES].map(|bytes| bytes.div_ceil(1 << 20).to_string());
            found.push((Code::LargeFile, source(outcome), args.to_vec()));
        }
    }
    let diagnostics = found.into_iter().map(|(code, source, args)| Diagnostic {
        args,
        ..Diagnostic::new(code, Span::file(source), [])
    });
    outcome.diagnostics.extend(diagnostics);
}

/// The first name of a path that is at fault, and where it ends.
fn first_fault(route: &str) -> Option<(usize, NameFault)> {
    let mut start = 0;
    for name in route.split('/') {
        let end = start + name.len();
        if let Some(fault) = name_fault(name) {
            return Some((end, fault));
        }
        start = end + 1;
    }
    None
}

/// Tells of a site that has become too large, with what makes it so.
pub(super) fn check_size(sink: &dyn Sink, outcome: &mut Outcome) {
    let mut files = sink.files();
    let total: u64 = files.iter().map(|file| file.size).sum();
    if total <= MOST_SITE_BYTES {
        return;
    }
    files.sort_by(|a, b| b.size.cmp(&a.size).then_with(|| a.path.cmp(&b.path)));
    let megabytes = |bytes: u64| bytes.div_ceil(1_000_000).to_string();
    let largest: Vec<String> = files
        .iter()
        .take(3)
        .map(|file| format!("{} ({} MB)", file.path, megabytes(file.size)))
        .collect();
    let folder = outcome.output.display().to_string();
    let source = outcome.sources.add(folder, Arc::from(""));
    let args = [
        megabytes(total),
        megabytes(MOST_SITE_BYTES),
        largest.join(", "),
    ];
    outcome.diagnostics.push(Diagnostic {
        args: args.to_vec(),
        ..Diagnostic::new(Code::LargeSite, Span::file(source), [])
    });
}
