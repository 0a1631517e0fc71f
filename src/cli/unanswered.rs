//! `inkstone check --unanswered` and `--min-coverage`: the questions without an answer, how far notes and topics are, and why
//! each heading is a question or is none.

use serde_json::json;

use super::check::Form;
use super::say;
use crate::coverage::{Coverage, Share};
use crate::diagnostic::{github_property, github_text};
use crate::parse::{ParsedNote, Rule};
use crate::pipeline::{Linked, OpenQuestion, Outcome};
use crate::text::Lang;

/// The most topics that are shown with a bar.
const MOST_TOPICS: usize = 20;

/// The characters of a bar.
const BAR: usize = 20;

/// The list for a site: the open questions, those first that most of the rest depends on, and for people how far each note and
/// topic is; then, if `all` is set, every heading with the rule that decides. `prefix` leads to ROOT from the repository.
pub(super) fn list(outcome: &Outcome, form: Form, all: bool, prefix: &str) -> String {
    let open = outcome.unanswered.iter();
    let mut text: String = open
        .map(|question| open_question(question, form, prefix, outcome.lang))
        .collect();
    if form == Form::Human {
        let total = outcome.report.questions.total;
        text += &say::unanswered(outcome.unanswered.len(), total, outcome.lang);
        text += &outcome
            .linked
            .as_ref()
            .map_or_else(String::new, |linked| bars(outcome, linked));
    }
    if let Some(linked) = outcome.linked.as_ref().filter(|_| all) {
        let mut notes: Vec<&ParsedNote> = linked.notes.iter().collect();
        notes.sort_by_key(|note| &outcome.sources.get(note.source).path);
        text.extend(
            notes
                .into_iter()
                .map(|note| headings(outcome, note, form, prefix)),
        );
    }
    text
}

/// What is wrong if fewer than `least` of a hundred questions have an answer.
pub(super) fn too_few(outcome: &Outcome, least: u8) -> Option<String> {
    let questions = outcome.report.questions;
    let (answered, total) = (questions.answered, questions.total);
    (answered * 100 < usize::from(least) * total)
        .then(|| say::too_few_answers(answered, total, least, outcome.lang))
}

fn open_question(question: &OpenQuestion, form: Form, prefix: &str, lang: Lang) -> String {
    let OpenQuestion {
        path,
        line,
        dependents,
        ..
    } = question;
    let state = question.state.as_str();
    let title = format!("{} {}", question.number, question.text);
    let title = title.trim();
    match form {
        Form::Human => {
            let depends = say::dependents(*dependents, lang);
            format!("{path}:{line}: {state} {title}{depends}\n")
        }
        Form::Json => json_line(&json!({
            "path": path, "line": line, "state": state, "question": title, "dependents": dependents,
        })),
        Form::Github => github_line(prefix, path, *line, state, title),
    }
}

fn json_line(data: &serde_json::Value) -> String {
    format!("{data}\n")
}

fn github_line(prefix: &str, path: &str, line: usize, title: &str, text: &str) -> String {
    format!(
        "::notice file={},line={line},title={title}::{}\n",
        github_property(&format!("{prefix}{path}")),
        github_text(text),
    )
}

/// How far the notes and topics are that have open questions.
fn bars(outcome: &Outcome, linked: &Linked) -> String {
    let coverage = Coverage::new(&linked.catalog, &linked.backlinks);
    let is_open = |share: &Share| share.answered < share.questions;
    let notes = coverage.notes.iter().filter(|(_, share)| is_open(share));
    let notes = notes.map(|(id, share)| {
        let source = linked.catalog.note(*id).source;
        bar(share, &outcome.sources.get(source).path)
    });
    let topics = coverage.topics.iter().filter(|(_, share)| is_open(share));
    let topics = topics
        .take(MOST_TOPICS)
        .map(|(id, share)| bar(share, &linked.catalog.topics.topic(*id).name));
    notes.chain(topics).collect()
}

/// `10/33  30% ███▒░░░░░░  name`: the names are last, because they have no common width.
fn bar(share: &Share, name: &str) -> String {
    let filled = share.answered * BAR / share.questions.max(1);
    let begun = (share.answered + share.begun) * BAR / share.questions.max(1);
    let count = format!("{}/{}", share.answered, share.questions);
    format!(
        "{count:>9} {:>3}% {}{}{}  {name}\n",
        share.percent(),
        "█".repeat(filled),
        "▒".repeat(begun - filled),
        "░".repeat(BAR - begun),
    )
}

/// Every heading of a note and every `Q:`, in order, with the rule that decides.
fn headings(outcome: &Outcome, note: &ParsedNote, form: Form, prefix: &str) -> String {
    let source = outcome.sources.get(note.source);
    let headings = note.headings.iter();
    let mut rows: Vec<(u32, &str, Rule)> = headings
        .map(|heading| (heading.span.start, heading.text.as_str(), heading.rule))
        .collect();
    let by_heading = |at: usize| {
        note.headings
            .iter()
            .any(|heading| heading.question == Some(at))
    };
    for (at, question) in note.questions.iter().enumerate() {
        if !by_heading(at) {
            rows.push((question.span.start, question.text.as_str(), Rule::Dialogue));
        }
    }
    rows.sort_by_key(|row| row.0);
    let shown = |(start, text, rule): (u32, &str, Rule)| {
        let line = outcome.sources.position(note.source, start).line;
        let (path, asks, code) = (&source.path, rule.asks(), rule.name());
        let reason = reason(rule, outcome.lang);
        match form {
            Form::Human => {
                let kind = say::question_or_not(asks, outcome.lang);
                format!("{path}:{line}: {kind}[{code}] {text} ({reason})\n")
            }
            Form::Json => json_line(&json!({
                "path": path, "line": line, "heading": text, "question": asks, "rule": code, "reason": reason,
            })),
            Form::Github => github_line(prefix, path, line, code, &format!("{text} ({reason})")),
        }
    };
    rows.into_iter().map(shown).collect()
}

fn reason(rule: Rule, lang: Lang) -> &'static str {
    let (zh, en) = match rule {
        Rule::QuestionMark => ("以问号结尾", "ends in a question mark"),
        Rule::Numbered => (
            "有题号，同级标题大多也有，而且本篇是问答",
            "numbered like most of its siblings, in a note that asks",
        ),
        Rule::Marked => ("写有 {.question}", "marked {.question}"),
        Rule::Dialogue => ("Q: 和 A: 写成的问答", "a Q: and A: block"),
        Rule::Off => (
            "本篇或本站写有 questions: false",
            "questions are off for the note or the site",
        ),
        Rule::Unmarked => ("写有 {.no-question}", "marked {.no-question}"),
        Rule::Group => (
            "下面还有题，它是这组题的标题",
            "there are questions under it",
        ),
        Rule::Inside => (
            "在列表、引用或别的块里",
            "inside a list, a quote or another block",
        ),
        Rule::NumberAlone => (
            "有题号，但本篇没有别的标题是提问；可在篇首写 questions: true",
            "numbered, but nothing else in the note asks; questions: true would make it one",
        ),
        Rule::FewNumbered => (
            "有题号，但同级标题大多没有",
            "numbered, but most of its siblings are not",
        ),
        Rule::Chapter => ("是章节号，不是题号", "the number of a chapter or section"),
        Rule::Plain => (
            "没有问号，也没有题号",
            "neither a question mark nor a plain number",
        ),
    };
    match lang {
        Lang::ZhHans => zh,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_questions_in_three_forms() {
        let mut outcome = Outcome::empty();
        outcome.report.questions.total = 3;
        outcome.unanswered.push(OpenQuestion {
            path: "content/a.md".to_owned(),
            line: 7,
            number: "3.".to_owned(),
            text: "什么是 50%?".to_owned(),
            state: crate::parse::AnswerState::Empty,
            dependents: 2,
        });
        assert_eq!(
            list(&outcome, Form::Human, false, "docs/"),
            "content/a.md:7: empty 3. 什么是 50%? (2 depend on it)\n1 of 3 questions without an answer\n"
        );
        assert_eq!(
            list(&outcome, Form::Json, false, "docs/"),
            "{\"path\":\"content/a.md\",\"line\":7,\"state\":\"empty\",\"question\":\"3. 什么是 50%?\",\"dependents\":2}\n"
        );
        assert_eq!(
            list(&outcome, Form::Github, false, "docs/"),
            "::notice file=docs/content/a.md,line=7,title=empty::3. 什么是 50%25?\n"
        );
    }

    #[test]
    fn the_least_share_is_not_rounded() {
        let mut outcome = Outcome::empty();
        assert_eq!(too_few(&outcome, 100), None, "there is nothing to answer");
        outcome.report.questions.total = 3;
        outcome.report.questions.answered = 2;
        assert_eq!(too_few(&outcome, 66), None);
        assert!(too_few(&outcome, 67).is_some());
        outcome.report.questions.answered = 3;
        assert_eq!(too_few(&outcome, 100), None);
    }

    #[test]
    fn bars_have_one_width() {
        let share = |answered, begun, questions| Share {
            questions,
            answered,
            begun,
        };
        assert_eq!(
            bar(&share(1, 1, 4), "甲"),
            "      1/4  25% █████▒▒▒▒▒░░░░░░░░░░  甲\n"
        );
        assert_eq!(
            bar(&share(2, 0, 2), "b"),
            "      2/2 100% ████████████████████  b\n"
        );
    }
}
