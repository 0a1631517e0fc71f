//! The tree that all later stages share. Every node knows its place in the author's file.
//!
//! The tree holds no HTML: raw HTML in a note has become [`Element`] nodes from an allow-list, or text.
//! It holds no resolved links either: [`Link`] and [`Image`] have a [`TargetId`], and later stages keep
//! what they find out in tables indexed by it, so that the tree of a note never depends on another note.

use crate::diagnostic::Span;

/// The body of a note.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Top-level blocks in reading order.
    pub blocks: Vec<Block>,
    /// Footnotes in the order of their first reference; unused ones come last.
    pub footnotes: Vec<Footnote>,
    /// What links, images and embeds point to, indexed by [`TargetId`].
    pub targets: Vec<Target>,
}

/// Index into [`Document::targets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TargetId(pub u32);

/// A target as written.
#[derive(Clone, Debug)]
pub struct Target {
    /// The address or name, not percent-decoded.
    pub raw: String,
    /// How it was written, which decides how it is looked up.
    pub kind: TargetKind,
    /// Where it stands.
    pub span: Span,
}

/// How a target was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetKind {
    /// `[text](url)` or `<a href>`.
    Link,
    /// `[[note#heading]]`.
    WikiLink,
    /// `![alt](url)` or `<img src>`.
    Image,
    /// `![[picture.png]]` or `![[note#heading]]`.
    Embed,
}

/// A block with its place.
#[derive(Clone, Debug)]
pub struct Block {
    /// The place.
    pub span: Span,
    /// What it is.
    pub kind: BlockKind,
}

/// The kinds of blocks.
#[derive(Clone, Debug)]
pub enum BlockKind {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// Text of a tight list item: a paragraph without its own element.
    Plain(Vec<Inline>),
    /// A heading.
    Heading(Heading),
    /// A block quote.
    Quote(Vec<Block>),
    /// An Obsidian or GitHub callout.
    Callout(Callout),
    /// A list.
    List(List),
    /// A code block; diagrams too, by their language.
    Code(CodeBlock),
    /// A formula on lines of its own.
    Math(Formula),
    /// A table.
    Table(Table),
    /// An allowed HTML element that holds blocks.
    Element(Element<Block>),
    /// A definition list.
    Definitions(Vec<Definition>),
    /// `[TOC]`.
    Toc,
    /// `---`.
    Rule,
    /// `![[note#heading]]` on a line of its own.
    Embed(TargetId),
}

/// A heading.
#[derive(Clone, Debug)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its id on the page, unique in the note.
    pub anchor: String,
    /// Whether the author gave it an id, by `{#id}` or `^id`.
    pub custom_id: bool,
    /// Its text.
    pub content: Vec<Inline>,
    /// Classes from `{.class}`.
    pub classes: Vec<String>,
}

/// A callout: `> [!note]- title`.
#[derive(Clone, Debug)]
pub struct Callout {
    /// The type in lower case, as written.
    pub kind: String,
    /// The title; empty means the type's own name.
    pub title: Vec<Inline>,
    /// `Some(true)`: can be folded and starts open; `Some(false)`: starts closed.
    pub fold: Option<bool>,
    /// The body.
    pub blocks: Vec<Block>,
}

/// A list.
#[derive(Clone, Debug)]
pub struct List {
    /// The first number of an ordered list.
    pub start: Option<u64>,
    /// The items.
    pub items: Vec<ListItem>,
}

/// An item of a list.
#[derive(Clone, Debug)]
pub struct ListItem {
    /// The place.
    pub span: Span,
    /// The state of a task list item.
    pub checked: Option<bool>,
    /// The body.
    pub blocks: Vec<Block>,
}

/// A fenced or indented code block.
#[derive(Clone, Debug)]
pub struct CodeBlock {
    /// The info string's first word in lower case, empty if there is none.
    pub lang: String,
    /// The rest of the info string, as written.
    pub meta: String,
    /// The code, lines ended by `\n`.
    pub text: String,
}

/// A formula.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Formula {
    /// The LaTeX source without delimiters.
    pub tex: String,
    /// Whether it is set as a display.
    pub display: bool,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// The alignment of each column.
    pub align: Vec<Align>,
    /// The head row.
    pub head: Vec<Vec<Inline>>,
    /// The body rows.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// The alignment of a table's column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Not given.
    None,
    /// `:--`
    Left,
    /// `:-:`
    Center,
    /// `--:`
    Right,
}

/// An HTML element from the allow-list with what it holds.
#[derive(Clone, Debug)]
pub struct Element<T> {
    /// The name, in lower case.
    pub name: &'static str,
    /// Allowed attributes, sorted by name, values decoded. Presentation has become classes.
    pub attrs: Vec<(&'static str, String)>,
    /// What it holds; empty for void elements.
    pub children: Vec<T>,
}

/// A term with its definitions.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The term.
    pub term: Vec<Inline>,
    /// What it means.
    pub meanings: Vec<Vec<Block>>,
}

/// A footnote.
#[derive(Clone, Debug)]
pub struct Footnote {
    /// As written between `[^` and `]`.
    pub label: String,
    /// The place of its definition.
    pub span: Span,
    /// How often the text refers to it.
    pub references: u32,
    /// The body.
    pub blocks: Vec<Block>,
}

/// An inline node with its place.
#[derive(Clone, Debug)]
pub struct Inline {
    /// The place.
    pub span: Span,
    /// What it is.
    pub kind: InlineKind,
}

/// The kinds of inline nodes.
#[derive(Clone, Debug)]
pub enum InlineKind {
    /// Text, neighbouring pieces merged.
    Text(String),
    /// A code span.
    Code(String),
    /// A formula in the text.
    Math(Formula),
    /// `*emphasis*`
    Emphasis(Vec<Inline>),
    /// `**strong**`
    Strong(Vec<Inline>),
    /// `~~strike~~`
    Strike(Vec<Inline>),
    /// `==mark==`
    Mark(Vec<Inline>),
    /// A link.
    Link(Link),
    /// An image.
    Image(Image),
    /// `[^label]`: the index into [`Document::footnotes`] and the how-many-eth reference, from 1.
    Footnote(usize, u32),
    /// `#tag`
    Tag(String),
    /// An allowed HTML element.
    Element(Element<Inline>),
    /// An embed inside a line of text.
    Embed(TargetId),
    /// A newline that shows as a space.
    SoftBreak,
    /// A forced line break.
    HardBreak,
}

/// A link.
#[derive(Clone, Debug)]
pub struct Link {
    /// What it points to.
    pub target: TargetId,
    /// The title, or empty.
    pub title: String,
    /// The text.
    pub content: Vec<Inline>,
    /// Whether the author asked for a frame with the page in it, by `<iframe>`.
    pub is_frame: bool,
}

/// An image.
#[derive(Clone, Debug)]
pub struct Image {
    /// What it shows.
    pub target: TargetId,
    /// The text for those who do not see it.
    pub alt: String,
    /// The title, shown as a caption where the image stands alone; or empty.
    pub title: String,
    /// The size the author asked for.
    pub size: ImageSize,
}

/// The size an author asked for.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub enum ImageSize {
    /// None.
    #[default]
    Natural,
    /// Typora's zoom: a factor of the natural size.
    Zoom(f32),
    /// A width in CSS pixels, perhaps with a height.
    Pixels(u32, Option<u32>),
    /// A width in per cent of the column.
    Percent(f32),
}
