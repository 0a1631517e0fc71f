//! Whether places lie in their files, and between characters.

use inkstone::diagnostic::{
    Diagnostic, Format, Severities, Severity, Sources, Span, Style, render,
};
use inkstone::document::{Block, BlockKind, Inline};
use inkstone::parse::{ParsedNote, inner_blocks, inner_inlines, inner_text};
use inkstone::text::Lang;

/// Says which of the places of `note` is none.
pub(super) fn of_note(note: &ParsedNote, sources: &Sources) -> Result<(), String> {
    let document = &note.document;
    blocks(&document.blocks, sources)?;
    for footnote in &document.footnotes {
        one("a footnote", footnote.span, sources)?;
        blocks(&footnote.blocks, sources)?;
    }
    for target in &document.targets {
        one("a target", target.span, sources)?;
    }
    for heading in &note.headings {
        one("a heading", heading.span, sources)?;
    }
    for question in &note.questions {
        one("a question", question.span, sources)?;
        let blocks = &question.blocks;
        if blocks.start >= blocks.end || blocks.end > document.blocks.len() {
            return Err(format!("a question of the blocks {blocks:?}"));
        }
    }
    for (_, place) in &note.front_matter.redirects {
        one("a redirect", *place, sources)?;
    }
    let length = sources.get(note.source).text.len();
    match note.no_topics.iter().find(|at| **at as usize > length) {
        Some(at) => Err(format!("a comment at {at} of {length}")),
        None => Ok(()),
    }
}

/// Says which finding has a place that is none, and writes all of them in every form and language.
pub(super) fn of_findings(diagnostics: &[Diagnostic], sources: &Sources) -> Result<(), String> {
    for diagnostic in diagnostics {
        one(diagnostic.code.name(), diagnostic.span, sources)?;
        for (span, label) in &diagnostic.labels {
            one(label, *span, sources)?;
        }
    }
    for format in [Format::Human, Format::Json, Format::Github] {
        for lang in [Lang::En, Lang::ZhHans] {
            let style = Style {
                format,
                lang,
                color: false,
                prefix: "",
                least: Severity::Hint,
            };
            let text = render(diagnostics, sources, &Severities::default(), &style);
            let lines = text.lines().count();
            if format == Format::Json && lines > diagnostics.len() {
                return Err(format!(
                    "{lines} lines of JSON for {} findings",
                    diagnostics.len()
                ));
            }
        }
    }
    Ok(())
}

/// Whether `span` is a place in its file.
pub(super) fn one(what: &str, span: Span, sources: &Sources) -> Result<(), String> {
    let source = sources.get(span.source);
    let range = span.range();
    if source.text.get(range.clone()).is_none() {
        return Err(format!("{what} at {range:?} of {}", source.path));
    }
    let at = sources.position(span.source, span.start);
    if at.line == 0 || at.column == 0 {
        return Err(format!(
            "{what} on line {} in column {}",
            at.line, at.column
        ));
    }
    Ok(())
}

fn blocks(list: &[Block], sources: &Sources) -> Result<(), String> {
    for block in list {
        self::block(block, sources)?;
    }
    Ok(())
}

fn block(block: &Block, sources: &Sources) -> Result<(), String> {
    one("a block", block.span, sources)?;
    if let BlockKind::List(list) = &block.kind {
        for item in &list.items {
            one("an item", item.span, sources)?;
        }
    }
    for text in inner_text(&block.kind) {
        inlines(text, sources)?;
    }
    for inner in inner_blocks(&block.kind) {
        self::block(inner, sources)?;
    }
    Ok(())
}

fn inlines(list: &[Inline], sources: &Sources) -> Result<(), String> {
    for node in list {
        one("a piece of text", node.span, sources)?;
        if let Some(inner) = inner_inlines(&node.kind) {
            inlines(inner, sources)?;
        }
    }
    Ok(())
}
