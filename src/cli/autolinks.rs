//! `inkstone check --autolinks`: every automatic link with its reason, and every place that nearly became one.

mod words;

use std::fmt::Write as _;

use serde_json::json;

use super::check::Form;
use super::names::{source_json, source_words};
use crate::catalog::topics::{Reason, TopicId};
use crate::diagnostic::{Span, github_property, github_text};
use crate::link::{LinkState, Mention, MissReason, NearMiss, Place};
use crate::parse::{FlatText, ParsedNote, text_runs};
use crate::pipeline::{Linked, Outcome};
use crate::text::{Lang, is_han, is_word_char};
use words::{miss_words, totals};

/// How many Han characters on each side are shown of a near miss that stands across words.
const AROUND: usize = 2;

/// A place that the list names.
struct Row<'a> {
    span: Span,
    /// What stands there, with the word around it where that is why it is no mention.
    text: String,
    what: What<'a>,
    /// How often the same stands further on in the note, where that is not listed by itself.
    more: usize,
}

enum What<'a> {
    Mention(&'a Mention, Cause),
    NearMiss(&'a NearMiss),
}

/// Why a mention is linked, or why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    First,
    Definition,
    Heading,
    LinkText,
    Repeated,
    Own,
    OffInNote,
    OffInSection,
    OffForTopic,
    Broken,
}

/// The list for a site by path, line and column. Mentions that are not linked are in it only if `all` is set. For people
/// the same near miss is named once in a note unless `all` is set. `prefix` leads to ROOT from the repository.
pub(super) fn list(outcome: &Outcome, form: Form, all: bool, prefix: &str) -> String {
    let Some(linked) = &outcome.linked else {
        return String::new();
    };
    let shown = Shown {
        outcome,
        linked,
        prefix,
    };
    let mut notes: Vec<usize> = (0..linked.notes.len()).collect();
    notes.sort_by_key(|at| &outcome.sources.get(linked.notes[*at].source).path);
    let mut text = String::new();
    let mut counts = [0; 3];
    for at in notes {
        let mut rows = shown.rows(at, all);
        if form != Form::Json && !all {
            rows = without_repeats(rows);
        }
        for row in &rows {
            counts[row.kind() as usize] += 1 + row.more;
            match form {
                Form::Human => shown.write_human(&mut text, row),
                Form::Json => shown.write_json(&mut text, row),
                Form::Github => shown.write_github(&mut text, row),
            }
        }
    }
    if form == Form::Human {
        text += &totals(counts, all, outcome.lang);
    }
    text
}

/// Names the same near miss once, with the number of those behind it.
fn without_repeats(rows: Vec<Row>) -> Vec<Row> {
    let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows {
        let same = kept
            .iter_mut()
            .find(|other| match (&other.what, &row.what) {
                (What::NearMiss(a), What::NearMiss(b)) => {
                    a.name == b.name && a.why == b.why && other.text == row.text
                }
                _ => false,
            });
        match same {
            Some(other) => other.more += 1,
            None => kept.push(row),
        }
    }
    kept
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Linked,
    NearMiss,
    NotLinked,
}

impl Row<'_> {
    fn kind(&self) -> Kind {
        match &self.what {
            What::Mention(_, Cause::First) => Kind::Linked,
            What::Mention(..) => Kind::NotLinked,
            What::NearMiss(_) => Kind::NearMiss,
        }
    }

    /// The name of the reason in JSON.
    fn code(&self) -> &'static str {
        match &self.what {
            What::Mention(_, cause) => cause.code(),
            What::NearMiss(miss) => match miss.why {
                MissReason::Letters(Reason::InsideWord) => "inside-word",
                MissReason::Letters(Reason::Case) => "case",
                MissReason::Letters(Reason::AcrossWords) => "across-words",
                MissReason::Unsupported(_) => "unsupported",
                MissReason::Ambiguous(_) => "ambiguous",
            },
        }
    }

    fn candidates(&self) -> &[TopicId] {
        match &self.what {
            What::NearMiss(NearMiss {
                why: MissReason::Unsupported(topics) | MissReason::Ambiguous(topics),
                ..
            }) => topics,
            _ => &[],
        }
    }
}

struct Shown<'a> {
    outcome: &'a Outcome,
    linked: &'a Linked,
    prefix: &'a str,
}

impl<'a> Shown<'a> {
    /// What there is to say of a note, in the order of the file.
    fn rows(&self, at: usize, all: bool) -> Vec<Row<'a>> {
        let note = &self.linked.notes[at];
        let mentions = &self.linked.linked[at].mentions;
        let texts: Vec<String> = text_runs(&note.document)
            .iter()
            .map(|run| FlatText::new(run.content).text)
            .collect();
        let text_of = |run: u32| texts.get(run as usize).map_or("", String::as_str);
        let mut rows = Vec::new();
        for mention in &mentions.list {
            let cause = self.cause(note, mention);
            if !all && cause != Cause::First {
                continue;
            }
            let range = mention.range.start as usize..mention.range.end as usize;
            let text = text_of(mention.run).get(range).unwrap_or_default();
            rows.push(Row {
                span: mention.span,
                text: text.to_owned(),
                what: What::Mention(mention, cause),
                more: 0,
            });
        }
        let mut taken: Vec<(u32, u32, u32)> = mentions
            .list
            .iter()
            .map(|mention| (mention.run, mention.range.start, mention.range.end))
            .collect();
        taken.sort_unstable();
        let is_in_mention = |miss: &NearMiss| {
            let start = (miss.run, miss.range.start, u32::MAX);
            let after = taken.partition_point(|other| *other <= start);
            let before = after.checked_sub(1).map(|at| taken[at]);
            before.is_some_and(|(run, _, end)| run == miss.run && miss.range.end <= end)
        };
        for miss in &mentions.near_misses {
            if let Some(text) = self.near_text(miss, text_of(miss.run))
                && !is_in_mention(miss)
            {
                rows.push(Row {
                    span: miss.span,
                    text,
                    what: What::NearMiss(miss),
                    more: 0,
                });
            }
        }
        rows.sort_by_key(|row| (row.span, row.kind() as usize));
        rows
    }

    /// The words at a near miss. `None` if nobody would take it for a mention: inside a longer word a name that neither begins
    /// nor ends it, goes on into the next word, or is short and written in another case, as `in` is in `training`.
    fn near_text(&self, miss: &NearMiss, text: &str) -> Option<String> {
        let name = self.name(miss);
        let (start, end) = (miss.range.start as usize, miss.range.end as usize);
        let (before, found, after) = (text.get(..start)?, text.get(start..end)?, text.get(end..)?);
        let around = match miss.why {
            MissReason::Letters(Reason::InsideWord) => {
                let head = before.trim_end_matches(is_word_char).len();
                let tail = after.len() - after.trim_start_matches(is_word_char).len();
                let is_at_border = head == start || tail == 0;
                let is_one_word = !found.contains(' ') || name.contains(' ');
                let is_short = name.chars().count() <= 3 && !name.contains(is_han);
                if !is_at_border || !is_one_word || is_short && found != name {
                    return None;
                }
                head..end + tail
            }
            MissReason::Letters(Reason::AcrossWords) => {
                let width = |chars: &mut dyn Iterator<Item = char>| -> usize {
                    let near = chars.take(AROUND).take_while(|c| is_han(*c));
                    near.map(char::len_utf8).sum()
                };
                start - width(&mut before.chars().rev())..end + width(&mut after.chars())
            }
            _ => start..end,
        };
        text.get(around).map(str::to_owned)
    }

    /// The name of a near miss as the dictionary writes it first.
    fn name(&self, miss: &NearMiss) -> &'a str {
        &self.linked.catalog.topics.name(miss.name).spellings[0]
    }

    fn cause(&self, note: &ParsedNote, mention: &Mention) -> Cause {
        match (mention.link, mention.place) {
            (LinkState::Linked, _) => Cause::First,
            (LinkState::NotText, Place::Definition) => Cause::Definition,
            (LinkState::NotText, Place::Heading | Place::Text) => Cause::Heading,
            (LinkState::NotText, _) => Cause::LinkText,
            (LinkState::Repeated, _) => Cause::Repeated,
            (LinkState::Own, _) => Cause::Own,
            (LinkState::Broken, _) => Cause::Broken,
            (LinkState::Off, _) if note.front_matter.topics == Some(false) => Cause::OffInNote,
            (LinkState::Off, _) => {
                let topic = self.linked.catalog.topics.topic(mention.topic);
                if topic.linked {
                    Cause::OffInSection
                } else {
                    Cause::OffForTopic
                }
            }
        }
    }

    fn id(&self, topic: TopicId) -> &str {
        &self.linked.catalog.topics.topic(topic).id
    }

    fn ids(&self, topics: &[TopicId]) -> Vec<&str> {
        topics.iter().map(|topic| self.id(*topic)).collect()
    }

    /// The reason in words.
    fn reason(&self, row: &Row) -> String {
        let lang = self.outcome.lang;
        match &row.what {
            What::Mention(mention, cause) => {
                let name = self.linked.catalog.topics.name(mention.name);
                let from = source_words(self.outcome, self.linked, name.source);
                let why = cause.words(lang);
                match (lang, name.weak || name.topics.len() > 1) {
                    (Lang::ZhHans, false) => format!("{why}；名称出处：{from}"),
                    (Lang::En, false) => format!("{why}; name from {from}"),
                    (Lang::ZhHans, true) => {
                        format!("{why}；名称出处：{from}，含义由本篇其余内容决定")
                    }
                    (Lang::En, true) => {
                        format!("{why}; name from {from}, its meaning from the rest of the note")
                    }
                }
            }
            What::NearMiss(miss) => {
                let candidates = self.ids(row.candidates()).join(", ");
                miss_words(self.name(miss), &miss.why, &candidates, lang)
            }
        }
    }

    fn write_human(&self, out: &mut String, row: &Row) {
        let lang = self.outcome.lang;
        let at = self
            .outcome
            .sources
            .position(row.span.source, row.span.start);
        let path = &self.outcome.sources.get(row.span.source).path;
        let kind = row.kind().words(lang);
        let (open, close) = match lang {
            Lang::ZhHans => ("（", "）"),
            Lang::En => (" (", ")"),
        };
        let _ = write!(out, "{path}:{}:{}: {kind} {}", at.line, at.column, row.text);
        if let What::Mention(mention, _) = &row.what {
            let _ = write!(out, " -> {}", self.id(mention.topic));
        }
        let _ = write!(out, "{open}{}", self.reason(row));
        match lang {
            _ if row.more == 0 => {}
            Lang::ZhHans => {
                let _ = write!(out, "；本篇另有 {} 处", row.more);
            }
            Lang::En => {
                let _ = write!(out, "; {} more in this note", row.more);
            }
        }
        out.push_str(close);
        out.push('\n');
    }

    fn write_json(&self, out: &mut String, row: &Row) {
        let span = row.span;
        let sources = &self.outcome.sources;
        let (start, end) = (
            sources.position(span.source, span.start),
            sources.position(span.source, span.end),
        );
        let topics = &self.linked.catalog.topics;
        let (topic, name, source) = match &row.what {
            What::Mention(mention, _) => {
                let name = topics.name(mention.name);
                (
                    Some(self.id(mention.topic)),
                    name.spellings[0].as_str(),
                    Some(source_json(self.outcome, self.linked, name.source)),
                )
            }
            What::NearMiss(miss) => (None, self.name(miss), None),
        };
        let object = json!({
            "path": sources.get(span.source).path,
            "line": start.line,
            "column": start.column,
            "end_line": end.line,
            "end_column": end.column,
            "autolink": row.kind().code(),
            "text": row.text,
            "name": name,
            "topic": topic,
            "reason": row.code(),
            "message": self.reason(row),
            "source": source,
            "candidates": self.ids(row.candidates()),
        });
        let _ = writeln!(out, "{object}");
    }

    fn write_github(&self, out: &mut String, row: &Row) {
        let at = self
            .outcome
            .sources
            .position(row.span.source, row.span.start);
        let path = &self.outcome.sources.get(row.span.source).path;
        let topic = match &row.what {
            What::Mention(mention, _) => format!(" -> {}", self.id(mention.topic)),
            What::NearMiss(_) => String::new(),
        };
        let _ = writeln!(
            out,
            "::notice file={},line={},col={},title={}::{}",
            github_property(&format!("{}{path}", self.prefix)),
            at.line,
            at.column,
            row.kind().code(),
            github_text(&format!("{}{topic}: {}", row.text, self.reason(row))),
        );
    }
}
