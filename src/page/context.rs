//! What templates see: the contract with theme authors. `docs/theming.md` says which names are there on which page and which
//! fields are HTML, and `docs/contexts.md` is made of this file.
//!
//! Addresses are finished: relative to the page, as browsers take them, with Han and other letters as they are; only
//! `page.canonical`, `site.card` and `site.feed` are ASCII.

use serde::Serialize;

/// `site`: the same on every page.
#[derive(Clone, Debug, Serialize)]
pub struct SiteContext {
    /// The name of the site.
    pub title: String,
    /// One sentence about it, or empty.
    pub description: String,
    /// Its language, `zh-Hans` or `en`.
    pub lang: String,
    /// What separates its stored values from those of other sites of the same origin.
    pub id: String,
    /// The address of the home page.
    pub home: String,
    /// The address of the list of all notes.
    pub all: String,
    /// The address of the script that holds the whole tree.
    pub tree: String,
    /// The address of the index of topics; empty if the site has none.
    pub topics: String,
    /// The address of the script that holds the cards of topics.
    pub topic_cards: String,
    /// The address of the page where questions are reviewed; empty if the site has none.
    pub study: String,
    /// The address of the page that tells which questions have answers; empty like `study`.
    pub coverage: String,
    /// The address of the script that tells what there is to review.
    pub cards: String,
    /// The address of the folder of the search index, ending in `/`.
    pub search: String,
    /// The address of the service worker.
    pub worker: String,
    /// The address of the manifest of the application.
    pub manifest: String,
    /// The address of the feed; empty if the site has none.
    pub feed: String,
    /// The absolute address of the picture that stands for the site where it is shared; empty if it has none.
    pub card: String,
    /// Its width and height in pixels, if they are known.
    pub card_size: Option<(u32, u32)>,
}

/// `page`: what the head of a page needs.
#[derive(Clone, Debug, Serialize)]
pub struct HeadContext {
    /// `note`, `folder`, `home`, `all`, `topic`, `topics`, `study`, `coverage`, `cram`, `offline` or
    /// `not-found`.
    pub kind: &'static str,
    /// The title of the page itself.
    pub title: String,
    /// For search engines and previews; may be empty.
    pub description: String,
    /// The language of the page.
    pub lang: String,
    /// The page's own address from the root.
    pub path: String,
    /// Its absolute address where the base URL is known.
    pub canonical: Option<String>,
    /// The content security policy.
    pub policy: String,
    /// The text of the page's own `<style>`, whose hash stands in the policy: written without any change.
    pub style: Option<String>,
    /// Whether the page needs the style sheet for formulas.
    pub has_math: bool,
}

/// An address with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LinkItem {
    /// The text.
    pub title: String,
    /// The address.
    pub url: String,
}

/// A link to the page of a topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TopicLink {
    /// The id of the topic, by which its card is found.
    pub id: String,
    /// The name.
    pub title: String,
    /// The address.
    pub url: String,
}

/// How much of the answers there is: the dot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct StateItem {
    /// `answered`, `partial`, `stub`, `link-only` or `empty`.
    pub kind: &'static str,
    /// The same in words.
    pub label: &'static str,
}

/// An entry of `tree`, which shows the surroundings of the page.
#[derive(Clone, Debug, Serialize)]
pub struct TreeItem {
    /// `note`, `folder` or `more`; the last stands for entries left out and leads to their folder.
    pub kind: &'static str,
    /// The text.
    pub title: String,
    /// The address.
    pub url: String,
    /// Whether it is this page.
    pub current: bool,
    /// The state of a note that has questions.
    pub state: Option<StateItem>,
    /// What is in a folder on the way to this page; empty for other folders.
    pub children: Vec<TreeItem>,
}

/// An entry of `outline`.
#[derive(Clone, Debug, Serialize)]
pub struct OutlineItem {
    /// The address on the page, `#...`.
    pub url: String,
    /// The text as HTML.
    pub html: String,
    /// From 1, without gaps whatever levels the headings have.
    pub depth: usize,
    /// The state of a question.
    pub state: Option<StateItem>,
}

/// `note`: the body of a note.
#[derive(Clone, Debug, Serialize)]
pub struct NoteContext {
    /// The title.
    pub title: String,
    /// Whether the body does not begin with the title itself.
    pub show_title: bool,
    /// The body as HTML.
    pub body: String,
    /// The language of the body.
    pub lang: String,
    /// The number of questions.
    pub questions: usize,
    /// The number of questions that have an answer.
    pub answered: usize,
    /// When it was written and changed; shown by `partials/dates.html`, which is part of the body already.
    #[serde(flatten)]
    pub dates: DatesContext,
    /// The note before it in reading order.
    pub previous: Option<LinkItem>,
    /// The note after it in reading order.
    pub next: Option<LinkItem>,
    /// Notes that link to it.
    pub backlinks: Vec<BacklinkItem>,
}

/// The dates of a note, also given to `partials/dates.html` as `note`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DatesContext {
    /// `date` of the front matter, as written.
    pub created: Option<String>,
    /// The same for programs; empty if it cannot be understood.
    pub created_at: String,
    /// `updated` of the front matter, as written; else the day of the last commit that changed the note, if `created` is
    /// not there either.
    pub updated: Option<String>,
    /// The same for programs, with the time where it is known.
    pub updated_at: String,
}

/// A note that links to this one.
#[derive(Clone, Debug, Serialize)]
pub struct BacklinkItem {
    /// The title of that note.
    pub title: String,
    /// The address of the section with the first link.
    pub url: String,
    /// How many links there are.
    pub count: usize,
    /// The sentence around the first link.
    pub html: String,
}

/// A question as another page names it.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionItem {
    /// The question as inline HTML.
    pub html: String,
    /// The address.
    pub url: String,
    /// The title of its note; empty on the page of that note.
    pub note: String,
    /// How much of an answer there is.
    pub state: StateItem,
}

/// `topic`: what a topic is, and where the notes speak of it.
#[derive(Clone, Debug, Serialize)]
pub struct TopicContext {
    /// Its id.
    pub id: String,
    /// The name.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// What it is in one sentence; may be empty.
    pub summary: String,
    /// The broader topics, the broadest first.
    pub parents: Vec<TopicLink>,
    /// The narrower topics.
    pub children: Vec<TopicLink>,
    /// Topics beside it: those that the dictionary names, then those that stand with it.
    pub related: Vec<TopicLink>,
    /// The notes that are about it.
    pub notes: Vec<LinkItem>,
    /// The sections that introduce it.
    pub definitions: Vec<DefinitionItem>,
    /// The questions that ask about it or mention it, the best first.
    pub questions: Vec<MentionItem>,
    /// The other sections that mention it.
    pub sections: Vec<MentionItem>,
    /// How often it is mentioned in all.
    pub mentions: usize,
    /// How many sections that mention it are left out.
    pub more: usize,
    /// A drawing of the topics around it, as HTML; may be empty.
    pub map: String,
    /// The address of the sheet to print; empty if it has none.
    pub cram: String,
}

/// A section that introduces a topic.
#[derive(Clone, Debug, Serialize)]
pub struct DefinitionItem {
    /// Its heading as inline HTML.
    pub html: String,
    /// The address.
    pub url: String,
    /// The title of its note.
    pub note: String,
    /// The beginning of its text, as HTML.
    pub body: String,
    /// Whether there is more of it.
    pub more: bool,
    /// The state of its answer if it is a question.
    pub state: Option<StateItem>,
}

/// A section that mentions a topic.
#[derive(Clone, Debug, Serialize)]
pub struct MentionItem {
    /// Its heading as inline HTML; the title of the note where it has none.
    pub heading: String,
    /// The address.
    pub url: String,
    /// The title of its note.
    pub note: String,
    /// The state of its answer if it is a question.
    pub state: Option<StateItem>,
    /// The sentence that mentions the topic; empty if only the heading does.
    pub html: String,
    /// How often the section mentions it.
    pub count: usize,
}

/// A topic in the index of topics.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TopicItem {
    /// Its id.
    pub id: String,
    /// The name.
    pub title: String,
    /// The address.
    pub url: String,
    /// How often it is mentioned.
    pub mentions: usize,
    /// What it is in one sentence; may be empty.
    pub summary: String,
}

/// An entry of `letters`: the topics that begin with a letter, Chinese ones by their pinyin.
#[derive(Clone, Debug, Serialize)]
pub struct LetterItem {
    /// The letter, `#` for those that begin with none.
    pub letter: char,
    /// The topics in order.
    pub topics: Vec<TopicItem>,
}

/// An entry of `contents`: what is in a folder.
#[derive(Clone, Debug, Serialize)]
pub struct ContentsItem {
    /// `note`, `folder`, `heading` or `more`.
    pub kind: &'static str,
    /// The text.
    pub title: String,
    /// The address.
    pub url: String,
    /// The state of a question or of a note that has some.
    pub state: Option<StateItem>,
    /// The number of questions, those of all notes below for a folder.
    pub questions: usize,
    /// The number of questions that have an answer.
    pub answered: usize,
    /// The number of notes below a folder.
    pub notes: usize,
    /// What is in a folder, and the headings of a note if the site has few; on the home page only.
    pub children: Vec<ContentsItem>,
}

/// An entry of `all`.
#[derive(Clone, Debug, Serialize)]
pub struct AllItem {
    /// `note` or `folder`.
    pub kind: &'static str,
    /// The text.
    pub title: String,
    /// The address.
    pub url: String,
    /// The state of a note that has questions.
    pub state: Option<StateItem>,
    /// Whether a folder has a note of its own.
    pub has_note: bool,
    /// The headings of a note.
    pub headings: Vec<AllHeading>,
    /// What is in a folder.
    pub children: Vec<AllItem>,
}

/// A heading of a note in `all`.
#[derive(Clone, Debug, Serialize)]
pub struct AllHeading {
    /// The text.
    pub title: String,
    /// The address.
    pub url: String,
    /// From 1, without gaps.
    pub depth: usize,
    /// The state of a question.
    pub state: Option<StateItem>,
}

/// An entry of `letters` on the list of all notes: the headings that begin with a letter.
#[derive(Clone, Debug, Serialize)]
pub struct HeadingLetter {
    /// The letter, `#` for those that begin with none.
    pub letter: char,
    /// Its address: a place on this page, or on a long list a page of its own.
    pub url: String,
    /// Whether it is this page.
    pub current: bool,
    /// The headings in order; none if they stand on another page.
    pub headings: Vec<HeadingItem>,
}

/// A heading in a list that is not in the order of the notes.
#[derive(Clone, Debug, Serialize)]
pub struct HeadingItem {
    /// The text.
    pub title: String,
    /// The address.
    pub url: String,
    /// The title of its note; empty if it is that title.
    pub note: String,
    /// The state of a question.
    pub state: Option<StateItem>,
}

/// An entry of `parts`: a page of a list that is too long for one.
#[derive(Clone, Debug, Serialize)]
pub struct PartItem {
    /// Its number, from 1.
    pub number: usize,
    /// Its address.
    pub url: String,
    /// Whether it is this page.
    pub current: bool,
}

/// `coverage`: how many questions have answers, and which have none.
#[derive(Clone, Debug, Serialize)]
pub struct CoverageContext {
    /// All questions together.
    pub total: CoverageItem,
    /// The notes that have questions, in reading order.
    pub notes: Vec<CoverageItem>,
    /// The topics that questions ask about, those with most questions first.
    pub topics: Vec<CoverageItem>,
    /// The sheets to print, one for each topic that several questions ask about.
    pub sheets: Vec<LinkItem>,
    /// On the page of coverage: the questions without an answer, those first that most of the rest depends on.
    pub open: Vec<OpenItem>,
    /// How many of these are left out.
    pub more: usize,
    /// How many notes are left out.
    pub more_notes: usize,
    /// How many topics are left out.
    pub more_topics: usize,
}

/// How many of the questions of a note, a topic or the site have answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CoverageItem {
    /// The title of the note, or the name of the topic.
    pub title: String,
    /// The address.
    pub url: String,
    /// The id of the topic; empty for a note.
    pub id: String,
    /// The number of questions.
    pub questions: usize,
    /// Those with an answer.
    pub answered: usize,
    /// Those with the beginning of an answer, or nothing but links.
    pub partial: usize,
    /// Those with nothing.
    pub empty: usize,
    /// The share of those with an answer, in percent, rounded down.
    pub percent: usize,
    /// The share of those that have something, in percent, rounded down: where the second part of the bar ends.
    pub begun: usize,
}

/// A question without an answer.
#[derive(Clone, Debug, Serialize)]
pub struct OpenItem {
    /// The number in front, or empty.
    pub number: String,
    /// The question as text.
    pub text: String,
    /// The address.
    pub url: String,
    /// The title of its note.
    pub note: String,
    /// How much of an answer there is.
    pub state: StateItem,
    /// `file.md:line` in the notes folder.
    pub place: String,
    /// How many other questions and notes speak of what it asks about, or link to it.
    pub dependents: usize,
}

/// `cram`: what to read once more about a topic, on a sheet of paper.
#[derive(Clone, Debug, Serialize)]
pub struct CramContext {
    /// The id of the topic.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is in one sentence; may be empty.
    pub summary: String,
    /// The address of its page.
    pub url: String,
    /// The questions about it, in reading order.
    pub questions: Vec<CramItem>,
    /// How many are left out.
    pub more: usize,
}

/// A question on a sheet.
#[derive(Clone, Debug, Serialize)]
pub struct CramItem {
    /// The question as inline HTML.
    pub html: String,
    /// The address.
    pub url: String,
    /// The title of its note.
    pub note: String,
    /// How much of an answer there is.
    pub state: StateItem,
    /// The first sentences of the answer and its formulas on lines of their own, as HTML; empty if there is none.
    pub body: String,
}
