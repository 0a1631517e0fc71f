//! `inkstone topics`

use std::cmp::Reverse;
use std::fmt::Write as _;
use std::process::ExitCode;

use clap::ValueEnum;
use serde_json::json;

use super::common::Common;
use super::names::{source_json, source_words};
use super::{FAILED, Voice, bar, say};
use crate::catalog::topics::{Name, NameSource, TopicId};
use crate::diagnostic::{Severity, Span};
use crate::pipeline::{self, Linked, Outcome};
use crate::proposals::{Origin, Proposal, entry, propose, with_comment};
use crate::text::Lang;

/// Show the topics of the site, and propose others
///
/// Lists every topic that the notes mention with all its names and where each name comes from, the most mentioned first.
/// Then follow topics that the notes use and the dictionary lacks, as entries ready to paste into topics.yaml.
#[derive(Debug, clap::Args)]
pub(super) struct Topics {
    #[command(flatten)]
    common: Common,
    /// How topics are printed
    #[arg(long, value_name = "FORM", default_value = "human")]
    format: Form,
    /// List topics that no note mentions, too
    #[arg(long)]
    all: bool,
    /// Print nothing but the proposals
    #[arg(long, conflicts_with = "all")]
    proposals: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Human,
    /// One JSON object per line
    Json,
}

impl Topics {
    pub(super) fn run(&self, voice: Voice) -> ExitCode {
        let options = self.common.build_options();
        let mut outcome = bar::during(!voice.quiet, &options.progress, || {
            pipeline::survey(&options)
        });
        keep_own_findings(&mut outcome);
        outcome.tell_findings(voice);
        if let Some(linked) = &outcome.linked {
            let shown = Shown {
                outcome: &outcome,
                linked,
            };
            let proposals = propose(&linked.notes, &linked.linked, &linked.catalog);
            say::out(&match self.format {
                Form::Human => self.human(&shown, &proposals),
                Form::Json => self.json(&shown, &proposals),
            });
        }
        if self.common.tell_figures(&outcome) {
            outcome.exit_code()
        } else {
            ExitCode::from(FAILED)
        }
    }

    fn human(&self, shown: &Shown, proposals: &[Proposal]) -> String {
        let lang = shown.outcome.lang;
        let mut out = String::new();
        if !self.proposals {
            for topic in shown.topics(self.all) {
                shown.write_topic(&mut out, topic);
            }
            let live = shown.linked.backlinks.live().count();
            let known = shown.linked.catalog.topics.list.len();
            out += &totals(live, known, lang);
        }
        if !proposals.is_empty() {
            out += &heading(proposals.len(), lang);
        }
        for proposal in proposals {
            out.push('\n');
            out += &with_comment(proposal, &shown.comment(proposal));
        }
        out
    }

    fn json(&self, shown: &Shown, proposals: &[Proposal]) -> String {
        let mut out = String::new();
        if !self.proposals {
            for topic in shown.topics(self.all) {
                shown.write_topic_json(&mut out, topic);
            }
        }
        for proposal in proposals {
            shown.write_proposal_json(&mut out, proposal);
        }
        out
    }
}

/// Leaves the findings about `topics.yaml`, and errors; `check` tells the others.
fn keep_own_findings(outcome: &mut Outcome) {
    let (sources, severities) = (&outcome.sources, &outcome.severities);
    outcome.diagnostics.retain(|found| {
        let path = &sources.get(found.span.source).path;
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_error = severities.of(found.code) == Some(Severity::Error);
        is_error || matches!(name, "topics.yaml" | "topics.yml")
    });
}

struct Shown<'a> {
    outcome: &'a Outcome,
    linked: &'a Linked,
}

impl Shown<'_> {
    /// The topics to list: those that are mentioned, the most mentioned first, then perhaps the others.
    fn topics(&self, all: bool) -> Vec<TopicId> {
        let backlinks = &self.linked.backlinks;
        let mut topics: Vec<TopicId> = if all {
            self.linked.catalog.topics.ids().collect()
        } else {
            backlinks.live().collect()
        };
        let list = &self.linked.catalog.topics;
        topics.sort_by_key(|id| {
            let used = backlinks.topic(*id);
            (!used.is_live, Reverse(used.mentions), &list.topic(*id).id)
        });
        topics
    }

    fn path(&self, span: Span) -> (&str, usize) {
        let line = self.outcome.sources.position(span.source, span.start).line;
        (&self.outcome.sources.get(span.source).path, line)
    }

    fn spellings(name: &Name) -> String {
        name.spellings.join(" / ")
    }

    fn write_topic(&self, out: &mut String, id: TopicId) {
        let topics = &self.linked.catalog.topics;
        let topic = topics.topic(id);
        let used = self.linked.backlinks.topic(id);
        let lang = self.outcome.lang;
        let (mentions, notes) = (used.mentions, used.notes);
        let counts = match lang {
            Lang::ZhHans => format!("{mentions} 次，{notes} 篇"),
            Lang::En => format!(
                "{}, {}",
                say::count(mentions, "mention"),
                say::count(notes, "note")
            ),
        };
        let _ = write!(out, "{}  {}  {counts}", topic.id, topic.name);
        if used.is_live {
            let _ = write!(out, "  {}", topic.route);
        }
        out.push('\n');
        let (names, weak, hidden, parent) = match lang {
            Lang::ZhHans => ("名称", "弱名称", "仅供搜索", "上级"),
            Lang::En => ("name", "weak name", "for search only", "parent"),
        };
        for name in topics.names_of(id) {
            let kind = if name.weak { weak } else { names };
            let source = source_words(self.outcome, self.linked, name.source);
            let _ = writeln!(out, "    {kind}  {}  <- {source}", Self::spellings(name));
        }
        for name in &topic.hidden {
            let _ = writeln!(out, "    {hidden}  {name}");
        }
        if let Some(id) = topic.parent {
            let _ = writeln!(out, "    {parent}  {}", topics.topic(id).id);
        }
    }

    fn write_topic_json(&self, out: &mut String, id: TopicId) {
        let topics = &self.linked.catalog.topics;
        let topic = topics.topic(id);
        let used = self.linked.backlinks.topic(id);
        let source = |source: NameSource| source_json(self.outcome, self.linked, source);
        let names: Vec<_> = topics
            .names_of(id)
            .map(|name| {
                json!({
                    "spellings": name.spellings,
                    "weak": name.weak,
                    "case_sensitive": name.exact,
                    "source": source(name.source),
                })
            })
            .collect();
        let related: Vec<&str> = topic
            .related
            .iter()
            .map(|id| topics.topic(*id).id.as_str())
            .collect();
        let object = json!({
            "topic": topic.id,
            "name": topic.name,
            "mentions": used.mentions,
            "notes": used.notes,
            "sections": used.sections,
            "names": names,
            "hidden": topic.hidden,
            "parent": topic.parent.map(|id| topics.topic(id).id.as_str()),
            "related": related,
            "linked": topic.linked,
            "source": source(topic.source),
            "page": used.is_live.then_some(topic.route.as_str()),
        });
        let _ = writeln!(out, "{object}");
    }

    /// How often a proposal is used, how the notes mark it, and where first.
    fn comment(&self, proposal: &Proposal) -> String {
        let lang = self.outcome.lang;
        let (path, line) = self.path(proposal.first);
        let origins: Vec<&str> = proposal
            .origins
            .iter()
            .map(|origin| origin_words(*origin, lang))
            .collect();
        let (mentions, sections) = (proposal.mentions, proposal.sections);
        match lang {
            Lang::ZhHans => format!(
                "{mentions} 次，{sections} 节；{}；{path}:{line}",
                origins.join("、")
            ),
            Lang::En => format!(
                "{} in {}; {}; {path}:{line}",
                say::count(mentions, "mention"),
                say::count(sections, "section"),
                origins.join(", ")
            ),
        }
    }

    fn write_proposal_json(&self, out: &mut String, proposal: &Proposal) {
        let (path, line) = self.path(proposal.first);
        let origins: Vec<&str> = proposal
            .origins
            .iter()
            .map(|origin| origin_code(*origin))
            .collect();
        let object = json!({
            "proposal": proposal.id,
            "name": proposal.name,
            "en": proposal.en,
            "aliases": proposal.aliases,
            "mentions": proposal.mentions,
            "notes": proposal.notes,
            "sections": proposal.sections,
            "origins": origins,
            "path": path,
            "line": line,
            "yaml": entry(proposal),
        });
        let _ = writeln!(out, "{object}");
    }
}

fn totals(live: usize, known: usize, lang: Lang) -> String {
    match lang {
        Lang::ZhHans => format!("# 笔记提到 {live} 个主题，词典共有 {known} 个\n"),
        Lang::En => format!("# the notes mention {live} of {known} known topics\n"),
    }
}

/// What stands above the proposals; a comment, since all of it may be pasted.
fn heading(count: usize, lang: Lang) -> String {
    match lang {
        Lang::ZhHans => {
            format!("\n# 建议：以下 {count} 个可以贴进 topics.yaml，请先删去不要的\n")
        }
        Lang::En => {
            format!("\n# Proposals: {count} to paste into topics.yaml; take out what is none\n")
        }
    }
}

fn origin_code(origin: Origin) -> &'static str {
    match origin {
        Origin::Pair => "pair",
        Origin::Heading => "heading",
        Origin::Bold => "bold",
        Origin::Tag => "tag",
    }
}

fn origin_words(origin: Origin, lang: Lang) -> &'static str {
    match (lang, origin) {
        (Lang::En, Origin::Pair) => "explained in brackets",
        (Lang::En, Origin::Tag) => "a tag",
        (Lang::En, Origin::Heading) => "in a heading",
        (Lang::En, Origin::Bold) => "bold",
        (Lang::ZhHans, Origin::Pair) => "括号里有释名",
        (Lang::ZhHans, Origin::Tag) => "标签",
        (Lang::ZhHans, Origin::Heading) => "标题",
        (Lang::ZhHans, Origin::Bold) => "加粗",
    }
}
