//! One dictionary out of `topics.yaml`, the glossary and the notes.
//!
//! 1. Entries of `topics.yaml` win. One with the id of a glossary topic, or with a name of one as its own `name`, is laid
//!    over it; of others the glossary gives up the names that `topics.yaml` uses.
//! 2. Then come titles and aliases of notes, then the glossary; a note whose title or alias is a name that is known adds its
//!    other names to that topic.
//! 3. Headings and pairs add what nobody else has named.

use std::collections::BTreeMap;

use super::file::{Entry, glossary, read};
use super::from_notes::{self, NoteNames};
use super::names::{NameSource, NameTable, NewName};
use super::{Placed, Topic, TopicId, TopicInput, Topics};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::text::{Lang, folded, slug};

/// Turns of speech in which a word is no term.
const PHRASES: [&str; 11] = [
    "pay attention",
    "pays attention",
    "paid attention",
    "paying attention",
    "call attention",
    "attention to detail",
    "school dropout",
    "connection pooling",
    "as far as I recall",
    "user agent",
    "in stride",
];

/// Builds the dictionary. `notes` say what they are about, in reading order.
pub(in crate::catalog) fn build(input: &TopicInput, notes: &[NoteNames]) -> Checked<Topics> {
    let mut builder = Builder {
        lang: input.lang.unwrap_or(Lang::ZhHans),
        list: Vec::new(),
        names: NameTable::default(),
        by_id: BTreeMap::new(),
        renamed: BTreeMap::new(),
        found: Vec::new(),
    };
    let own = match input.file {
        Some((source, text)) => {
            let checked = read(source, text);
            builder.found = checked.diagnostics;
            builder.without_repeats(checked.value)
        }
        None => Vec::new(),
    };
    let glossary = if input.glossary {
        glossary()
    } else {
        Vec::new()
    };
    let (own, glossary) = builder.overlaid(own, glossary);
    for entry in &own {
        builder.entry(entry, NameSource::File(entry.id.span));
    }
    for entry in &glossary {
        builder.entry(entry, NameSource::Glossary);
    }
    for (at, entry) in own.iter().chain(&glossary).enumerate() {
        builder.relations(at, entry, at < own.len());
    }
    builder.cut_cycles(&own);
    if input.glossary {
        for phrase in PHRASES {
            builder.names.add_phrase(phrase);
        }
    }
    from_notes::add(&mut builder, notes);
    let mut topics = Topics::new(builder.list, builder.names);
    let titled = from_notes::titled(&topics, notes);
    topics.set_notes(titled);
    topics.source = input.file.map(|(source, _)| source);
    Checked {
        value: topics,
        diagnostics: builder.found,
    }
}

pub(super) struct Builder {
    lang: Lang,
    pub(super) list: Vec<Topic>,
    pub(super) names: NameTable,
    by_id: BTreeMap<String, TopicId>,
    /// Ids of the glossary that `topics.yaml` has other ids for.
    renamed: BTreeMap<String, String>,
    found: Vec<Diagnostic>,
}

impl Builder {
    /// Of entries with one id the first counts.
    fn without_repeats(&mut self, entries: Vec<Entry>) -> Vec<Entry> {
        let mut first: BTreeMap<String, Placed> = BTreeMap::new();
        let mut kept = Vec::with_capacity(entries.len());
        for entry in entries {
            if let Some(other) = first.get(&entry.id.text) {
                self.found.push(Diagnostic {
                    labels: vec![(other.span, other.text.clone())],
                    ..Diagnostic::new(Code::DuplicateTopic, entry.id.span, [&entry.id.text])
                });
            } else {
                first.insert(entry.id.text.clone(), entry.id.clone());
                kept.push(entry);
            }
        }
        kept
    }

    /// Lays the site's own entries over those of the glossary. Returns both, no glossary entry in both lists.
    fn overlaid(&mut self, own: Vec<Entry>, glossary: Vec<Entry>) -> (Vec<Entry>, Vec<Entry>) {
        let mut by_id = BTreeMap::new();
        let mut by_name = BTreeMap::new();
        for (at, entry) in glossary.iter().enumerate() {
            by_id.insert(entry.id.text.clone(), at);
            for name in entry.strong_names() {
                by_name.entry(folded(&name.text)).or_insert(at);
            }
        }
        let mut glossary: Vec<Option<Entry>> = glossary.into_iter().map(Some).collect();
        let own = own
            .into_iter()
            .map(|entry| {
                let by_name = || by_name.get(&folded(&entry.name.as_ref()?.text));
                let at = by_id.get(&entry.id.text).or_else(by_name);
                match at.and_then(|at| glossary[*at].take()) {
                    Some(base) => {
                        // What the glossary says of the topic goes for it under its new id.
                        let (old, new) = (base.id.text.clone(), entry.id.text.clone());
                        self.renamed.insert(old, new);
                        entry.over(base)
                    }
                    None => entry,
                }
            })
            .collect();
        (own, glossary.into_iter().flatten().collect())
    }

    fn entry(&mut self, entry: &Entry, source: NameSource) {
        let id = self.push(&entry.id.text, self.shown(entry).to_owned(), source);
        let topic = &mut self.list[id.0 as usize];
        let summary = match self.lang {
            Lang::ZhHans => entry.summary_zh.as_ref().or(entry.summary.as_ref()),
            Lang::En => entry.summary_en.as_ref().or(entry.summary.as_ref()),
        };
        topic.summary = summary.map(|summary| summary.text.trim().to_owned());
        topic.linked = entry.link != Some(false);
        topic.hidden = entry
            .hidden_aliases
            .iter()
            .flatten()
            .map(|name| name.text.clone())
            .collect();
        let exact = entry.case_sensitive == Some(true);
        let strong = entry.strong_names().map(|name| (name, false));
        let weak = entry.weak_aliases.iter().flatten().map(|name| (name, true));
        for (name, weak) in strong.chain(weak) {
            let source = match source {
                NameSource::File(_) => NameSource::File(name.span),
                other => other,
            };
            let new = NewName {
                text: &name.text,
                weak,
                exact,
                source,
            };
            if let Err(other) = self.names.add(id, &new)
                && let NameSource::File(_) = source
            {
                let other = &self.list[other.0 as usize].id;
                self.found.push(Diagnostic::new(
                    Code::TopicNameTaken,
                    name.span,
                    [&name.text, other],
                ));
            }
        }
    }

    /// The name that is shown: that of the site's language, else any.
    fn shown<'a>(&self, entry: &'a Entry) -> &'a str {
        let first = match self.lang {
            Lang::ZhHans => &entry.zh,
            Lang::En => &entry.en,
        };
        let names = [first, &entry.name, &entry.en, &entry.zh];
        let name = names.into_iter().flatten().next();
        name.unwrap_or(&entry.id).text.trim()
    }

    /// Adds a topic without names. Its id gets a number if it is in use.
    pub(super) fn push(&mut self, id: &str, name: String, source: NameSource) -> TopicId {
        let wanted = match slug(id) {
            slug if slug.is_empty() => "topic".to_owned(),
            slug => slug,
        };
        let mut free = wanted.clone();
        let mut number = 2;
        while self.by_id.contains_key(&free) {
            free = format!("{wanted}-{number}");
            number += 1;
        }
        let topic = TopicId(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.by_id.insert(free.clone(), topic);
        self.list.push(Topic {
            id: free,
            name,
            summary: None,
            parent: None,
            related: Vec::new(),
            hidden: Vec::new(),
            linked: true,
            source,
            notes: Vec::new(),
            route: String::new(),
        });
        topic
    }

    fn relations(&mut self, at: usize, entry: &Entry, is_own: bool) {
        let mut known = |target: &Placed| {
            let id = self.renamed.get(&target.text).unwrap_or(&target.text);
            let found = self.by_id.get(id).copied();
            if found.is_none() && is_own {
                let ids = self.by_id.keys().map(String::as_str);
                let meant = crate::text::nearest(&target.text, ids).unwrap_or("");
                let args = [target.text.as_str(), meant];
                self.found
                    .push(Diagnostic::new(Code::UnknownTopic, target.span, args));
            }
            found
        };
        // A topic that is its own parent is a cycle like any other.
        let parent = entry.parent.as_ref().and_then(&mut known);
        let related = entry.related.iter().flatten().filter_map(known);
        let related = related.filter(|id| id.0 as usize != at).collect();
        self.list[at].parent = parent;
        self.list[at].related = related;
    }

    /// A topic whose parents lead back to it loses its parent.
    fn cut_cycles(&mut self, own: &[Entry]) {
        for at in 0..self.list.len() {
            let mut seen = vec![at];
            let mut next = self.list[at].parent;
            while let Some(parent) = next {
                let parent = parent.0 as usize;
                if parent == at {
                    self.list[at].parent = None;
                    let place = own.get(at).and_then(|entry| entry.parent.as_ref());
                    if let Some(place) = place {
                        let args = [self.list[at].id.as_str()];
                        self.found
                            .push(Diagnostic::new(Code::TopicCycle, place.span, args));
                    }
                    break;
                }
                // A cycle further up is cut when its own turn comes.
                if seen.contains(&parent) {
                    break;
                }
                seen.push(parent);
                next = self.list[parent].parent;
            }
        }
    }
}
