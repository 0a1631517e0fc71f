//! The body of a note as part of a book: its links lead to places in the book, what only works on a screen is gone, and what
//! is folded is open.

use super::markup::{Piece, Tag, pieces, push_text};
use super::{Plan, Target, Words};

/// What distinguishes one kind of book from another.
pub trait Form {
    /// The id of the place `anchor` of a chapter.
    fn id(&self, chapter: usize, anchor: &str) -> String;
    /// The address of a place in the book; `None` where the book has no such.
    fn address(&self, to: &Target<'_>) -> Option<String>;
    /// The address of the picture at `path` below the notes folder; `None` if the book cannot hold it.
    fn picture(&self, path: &str) -> Option<String>;
    /// How many headings of other chapters a heading of this one is under, for outlines that go by levels.
    fn depth(&self, _chapter: usize) -> usize {
        0
    }
    /// Whether it is an EPUB, with names for what elements are in a book.
    fn is_epub(&self) -> bool;
}

/// A body as well-formed XML that HTML understands too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditedBody {
    /// The elements.
    pub xml: String,
    /// Whether there is MathML among it.
    pub has_mathml: bool,
    /// Whether there is SVG among it.
    pub has_svg: bool,
}

/// The body `html` of a chapter for a book of this form.
pub fn edit(
    plan: &Plan<'_>,
    form: &dyn Form,
    words: &'static Words,
    chapter: usize,
    html: &str,
) -> EditedBody {
    let mut editor = Editor {
        plan,
        form,
        words,
        chapter,
        out: EditedBody::default(),
        links: Vec::new(),
        left_out: None,
        in_unanswered: false,
        in_svg: false,
        in_reference: false,
        title: None,
        state: None,
    };
    for piece in pieces(html) {
        match piece {
            Piece::Text(_) if editor.left_out.is_some() => {}
            Piece::Text(text) => push_text(&mut editor.out.xml, text),
            Piece::Open(tag) => editor.open(tag),
            Piece::Close(name) => editor.close(name),
        }
    }
    editor.out
}

struct Editor<'a, 'b> {
    plan: &'b Plan<'a>,
    form: &'b dyn Form,
    words: &'static Words,
    chapter: usize,
    out: EditedBody,
    /// For each open link whether it stays one.
    links: Vec<bool>,
    /// The element that is left out, while it is open.
    left_out: Option<&'static str>,
    /// Whether what follows says that a question has no answer.
    in_unanswered: bool,
    in_svg: bool,
    /// Whether the next link refers to a footnote.
    in_reference: bool,
    /// The element that is the title of the question being written, while it is open.
    title: Option<String>,
    /// What is to be said under that title.
    state: Option<&'static str>,
}

/// Attributes for scripts and for loading pages, and what a box that cannot scroll needs no more.
const UNWANTED: [&str; 9] = [
    "data-tex",
    "data-steps",
    "data-card",
    "data-topic",
    "data-src",
    "decoding",
    "loading",
    "referrerpolicy",
    "tabindex",
];

impl Editor<'_, '_> {
    fn open(&mut self, mut tag: Tag<'_>) {
        if self.left_out.is_some() {
            return;
        }
        // On paper a formula is a picture of its source: a reader of a tagged PDF hears that instead of hundreds of boxes.
        if let Some(tex) = tag.get("data-tex").filter(|_| !self.form.is_epub()) {
            tag.set("role", "img");
            tag.set("aria-label", &tex);
        }
        tag.drop_attributes(|name| UNWANTED.contains(&name));
        match tag.name {
            "svg" => {
                tag.set("xmlns", "http://www.w3.org/2000/svg");
                self.out.has_svg = true;
                self.in_svg = true;
            }
            "math" => {
                tag.set("xmlns", "http://www.w3.org/1998/Math/MathML");
                self.out.has_mathml = true;
            }
            _ => {}
        }
        // Ids in drawings are made by the program and referred to by the drawing alone.
        if self.in_svg {
            return tag.write(&mut self.out.xml);
        }
        let id = tag.get("id").unwrap_or_default();
        if !id.is_empty() {
            tag.set("id", &self.form.id(self.chapter, &id));
        }
        match tag.name {
            "a" => return self.link(tag),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.deepen(&mut tag),
            "img" => return self.image(tag),
            // Nothing folds in a book, and not every reader knows what does.
            "details" | "summary" => {
                tag.add_class(tag.name);
                tag.name = unfolded(tag.name);
                tag.drop_attributes(|name| name == "open");
            }
            "section" if tag.has_class("question") => {
                self.state = match tag.get("data-state").as_deref() {
                    Some("stub") => Some(self.words.stub),
                    Some("link-only") => Some(self.words.link_only),
                    _ => None,
                };
            }
            "section" if tag.has_class("footnotes") => {
                self.means(&mut tag, "footnotes", "doc-endnotes");
            }
            "li" if self.form.is_epub() && id.starts_with("fn:") => {
                tag.set("epub:type", "footnote");
            }
            "p" => self.in_unanswered = tag.has_class("unanswered"),
            // Where to write an answer is nothing for a book.
            "code" if self.in_unanswered => {
                return self.leave_out("code");
            }
            "sup" => self.in_reference = tag.has_class("footnote-ref"),
            _ => {
                // A formula may be a link.
                if let Some(href) = tag.get("href") {
                    match self.address(&href) {
                        Some(address) => tag.set("href", &address),
                        None => tag.drop_attributes(|name| name == "href"),
                    }
                }
            }
        }
        if tag.has_class("question-title") {
            self.title = Some(tag.name.to_owned());
        }
        tag.write(&mut self.out.xml);
    }

    fn close(&mut self, name: &str) {
        if let Some(left_out) = self.left_out {
            if left_out == name {
                self.left_out = None;
            }
            return;
        }
        if name == "a" && !self.in_svg && self.links.pop() == Some(false) {
            return;
        }
        self.in_svg &= name != "svg";
        self.in_unanswered &= name != "p";
        self.end(unfolded(name));
        if self.title.as_deref() == Some(name) {
            self.title = None;
            if let Some(state) = self.state.take() {
                Tag::new("p", "question-state").write(&mut self.out.xml);
                push_text(&mut self.out.xml, state);
                self.end("p");
            }
        }
    }

    fn end(&mut self, name: &str) {
        self.out.xml.push_str("</");
        self.out.xml.push_str(name);
        self.out.xml.push('>');
    }

    fn link(&mut self, mut tag: Tag<'_>) {
        if tag.has_class("anchor") {
            self.leave_out("a");
            return;
        }
        let address = match tag.get("href") {
            _ if tag.has_class("enlarge") => None,
            None => Some(None),
            Some(href) => self.address(&href).map(Some),
        };
        self.links.push(address.is_some());
        let Some(address) = address else {
            return;
        };
        if let Some(address) = address {
            tag.set("href", &address);
        }
        if tag.has_class("footnote-back") {
            self.means(&mut tag, "backlink", "doc-backlink");
        } else if std::mem::take(&mut self.in_reference) {
            self.means(&mut tag, "noteref", "doc-noteref");
        }
        tag.write(&mut self.out.xml);
    }

    /// Leaves out the element that begins here, and the space before it.
    fn leave_out(&mut self, name: &'static str) {
        self.left_out = Some(name);
        let length = self.out.xml.trim_end_matches(' ').len();
        self.out.xml.truncate(length);
    }

    fn address(&self, href: &str) -> Option<String> {
        let target = self.plan.target(self.chapter, href);
        match &target {
            Target::Elsewhere(address) => Some(address.clone()),
            _ => self.form.address(&target),
        }
    }

    fn image(&mut self, mut tag: Tag<'_>) {
        let source = tag.get("src").unwrap_or_default();
        let address = match self.plan.file(self.chapter, &source) {
            Some(path) => self.form.picture(path),
            None if source.starts_with("http") => Some(source),
            None => None,
        };
        if let Some(address) = address {
            tag.set("src", &address);
            return tag.write(&mut self.out.xml);
        }
        let alt = tag.get("alt").unwrap_or_default();
        let label = format!("{} {alt}", self.words.no_picture);
        Tag::new("span", "missing-image").write(&mut self.out.xml);
        let text = crate::render::escape::escape_text(label.trim_end());
        push_text(&mut self.out.xml, &text);
        self.end("span");
    }

    fn deepen(&self, tag: &mut Tag<'_>) {
        let depth = self.form.depth(self.chapter);
        if depth > 0
            && let Some(level) = tag.name[1..].parse::<usize>().ok()
        {
            tag.set("aria-level", &(level + depth).min(6).to_string());
        }
    }

    /// Says what an element is in a book.
    fn means(&self, tag: &mut Tag<'_>, kind: &str, role: &str) {
        if self.form.is_epub() {
            tag.set("epub:type", kind);
        }
        tag.set("role", role);
    }
}

/// What stands for an element that folds.
fn unfolded(name: &str) -> &str {
    match name {
        "details" | "summary" => "div",
        name => name,
    }
}
