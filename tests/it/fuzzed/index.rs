//! The search index of a few notes, read as `docs/search.md` describes it.

use std::collections::{BTreeMap, BTreeSet};

use inkstone::catalog::NoteEntry;
use inkstone::search::{
    Lexicon, NoteUnits, SearchFile, index_files, note_units, segmenter, text_files, text_groups,
};
use inkstone::text::{fnv, slug};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::linker::in_order;
use super::several::site;

/// What was put into the index comes out of it: each section with its heading, anchor, question and text, and each word with
/// the sections that it stands in.
pub(super) fn check(text: &str) -> Result<(), String> {
    let built = site(text).build();
    let catalog = &built.catalog;
    let segmenter = segmenter(catalog);
    let units: Vec<NoteUnits> = in_order(&built)
        .map(|(id, parsed, linked)| note_units(catalog, id, parsed, linked, &segmenter))
        .collect();
    let lexicon = Lexicon::default();
    let indexed: Vec<_> = units
        .iter()
        .map(|note| lexicon.index(note.clone()))
        .collect();
    let files = index_files(catalog, indexed, lexicon);
    let mut texts = Vec::new();
    for group in text_groups(catalog) {
        let group: Vec<NoteUnits> = group
            .iter()
            .map(|id| units[id.0 as usize].clone())
            .collect();
        texts.extend(text_files(catalog, &group));
    }
    let core = Core::read(&files)?;
    sections(&core, &catalog.notes, &units)?;
    words(&core, &files, &units)?;
    shown(&core, &texts, &catalog.notes, &units)
}

/// The core's fields, put together from its parts.
struct Core {
    build: Value,
    texts: BTreeMap<String, String>,
}

impl Core {
    fn read(files: &[SearchFile]) -> Result<Self, String> {
        let mut core = Self {
            build: Value::Null,
            texts: BTreeMap::new(),
        };
        let parts = files.iter().filter(|file| file.name.starts_with("core"));
        for (at, file) in parts.enumerate() {
            let data = data(file)?;
            if at > 0 && data["build"] != core.build {
                return Err(format!("{} is of another build", file.name));
            }
            core.build = data["build"].clone();
            for (name, value) in data.as_object().into_iter().flatten() {
                if let Some(text) = value.as_str() {
                    core.texts.entry(name.clone()).or_default().push_str(text);
                }
            }
        }
        Ok(core)
    }

    fn text(&self, name: &str) -> Result<&str, String> {
        let text = self.texts.get(name).map(String::as_str);
        text.ok_or_else(|| format!("the core has no {name}"))
    }

    /// A list of which each entry stands on a line of its own.
    fn lines(&self, name: &str) -> Result<Vec<&str>, String> {
        let text = self.text(name)?;
        Ok(if text.is_empty() {
            Vec::new()
        } else {
            text.split('\n').collect()
        })
    }

    fn numbers(&self, name: &str) -> Result<Vec<u32>, String> {
        numbers(self.text(name)?)
    }

    fn rows(&self, name: &str) -> Result<Vec<u32>, String> {
        ascending(&self.numbers(name)?)
    }
}

/// What the call in a file hands over.
fn data(file: &SearchFile) -> Result<Value, String> {
    let call = format!("inkstone.receive(\"search/{}\",", file.name);
    let json = file
        .text
        .strip_prefix(&call)
        .and_then(|rest| rest.strip_suffix(");\n"));
    let json = json.ok_or_else(|| format!("{} is no call", file.name))?;
    if json.contains(['\n', '\u{2028}', '\u{2029}']) || json.contains("</") || json.contains("<!") {
        return Err(format!("{} could end early", file.name));
    }
    serde_json::from_str(json).map_err(|error| format!("{}: {error}", file.name))
}

/// Numbers in the 90 digits: the first 45 go on, the lowest digit comes first.
fn numbers(text: &str) -> Result<Vec<u32>, String> {
    let digits: Vec<char> = ('#'..='~').filter(|c| !"<\\".contains(*c)).collect();
    let mut out = Vec::new();
    let (mut value, mut unit) = (0_u64, 1_u64);
    for c in text.chars() {
        let digit = digits.iter().position(|digit| *digit == c);
        let digit = digit.ok_or_else(|| format!("{c:?} is no digit"))? as u64;
        value += unit * (digit % 45);
        if digit < 45 {
            unit *= 45;
        } else {
            out.push(u32::try_from(value).map_err(|_| format!("the number {value}"))?);
            (value, unit) = (0, 1);
        }
    }
    if unit == 1 {
        Ok(out)
    } else {
        Err("a number without an end".to_owned())
    }
}

/// Numbers of which each is told by how many lie between it and the one before.
fn ascending(gaps: &[u32]) -> Result<Vec<u32>, String> {
    let mut next = 0_u32;
    let mut out = Vec::with_capacity(gaps.len());
    for gap in gaps {
        let value = next.checked_add(*gap).ok_or("a number without bounds")?;
        next = value.checked_add(1).ok_or("a number without bounds")?;
        out.push(value);
    }
    Ok(out)
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, is: &T, was: &T) -> Result<(), String> {
    if is == was {
        Ok(())
    } else {
        Err(format!("{what}: {is:?}, not {was:?}"))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the notes say of their sections, row by row.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sections {
    notes: Vec<(String, String)>,
    counts: Vec<u32>,
    /// Heading, level, anchor.
    rows: Vec<(String, char, String)>,
    /// Row, state, card.
    questions: Vec<(u32, char, String)>,
}

fn sections(core: &Core, notes: &[NoteEntry], units: &[NoteUnits]) -> Result<(), String> {
    let mut was = Sections::default();
    for (entry, note) in notes.iter().zip(units) {
        was.notes
            .push((entry.route.clone(), one_line(&entry.title)));
        was.counts
            .push(u32::try_from(note.units.len()).unwrap_or(u32::MAX));
        for (at, unit) in note.units.iter().enumerate() {
            let heading = unit.heading.map(|heading| &entry.headings[heading]);
            let text = match heading {
                Some(heading) if at > 0 => one_line(&heading.text),
                _ => one_line(&entry.title),
            };
            let level = heading.map_or(0, |heading| heading.level);
            let anchor = heading.map_or(String::new(), |heading| heading.anchor.clone());
            let row = u32::try_from(was.rows.len()).unwrap_or(u32::MAX);
            was.rows.push((text, char::from(b'0' + level), anchor));
            if let Some(question) = heading.and_then(|heading| heading.question) {
                let question = &entry.questions[question];
                let state = question.state.as_str().chars().next().unwrap_or_default();
                was.questions.push((row, state, question.card.clone()));
            }
        }
    }
    same("sections", &read_sections(core)?, &was)
}

fn read_sections(core: &Core) -> Result<Sections, String> {
    let mut is = Sections::default();
    for line in core.lines("notes")? {
        let (route, title) = line
            .split_once('\t')
            .ok_or_else(|| format!("the note {line:?}"))?;
        let route = percent_decode_str(route).decode_utf8_lossy().into_owned();
        is.notes.push((route, title.to_owned()));
    }
    is.counts = core.numbers("counts")?;
    // A list of one empty heading is as empty as a list of none.
    let headings: Vec<&str> = core.text("headings")?.split('\n').collect();
    let levels: Vec<char> = core.text("levels")?.chars().collect();
    let anchors = core
        .rows("anchorRows")?
        .into_iter()
        .zip(core.lines("anchors")?);
    let anchors: BTreeMap<u32, &str> = anchors.collect();
    let mut row = 0_u32;
    for ((_, title), count) in is.notes.iter().zip(&is.counts) {
        for at in 0..*count {
            let level = *levels.get(row as usize).ok_or("too few levels")?;
            let heading = *headings.get(row as usize).ok_or("too few headings")?;
            if (at == 0) != heading.is_empty() && at == 0 {
                return Err(format!("a title with the heading {heading:?}"));
            }
            let text = if at == 0 {
                title.clone()
            } else {
                heading.to_owned()
            };
            let anchor = match anchors.get(&row) {
                Some(anchor) => (*anchor).to_owned(),
                None if level == '0' => String::new(),
                None => slug(&text),
            };
            is.rows.push((text, level, anchor));
            row += 1;
        }
    }
    same("levels", &levels.len(), &is.rows.len())?;
    let rows = core.rows("questionRows")?;
    let states: Vec<char> = core.text("states")?.chars().collect();
    let cards = core.lines("cards")?;
    same("states", &states.len(), &rows.len())?;
    same("cards", &cards.len(), &rows.len())?;
    for ((row, state), card) in rows.into_iter().zip(states).zip(cards) {
        is.questions.push((row, state, card.to_owned()));
    }
    Ok(is)
}

/// The order of browsers.
fn by_utf16(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}

fn words(core: &Core, files: &[SearchFile], units: &[NoteUnits]) -> Result<(), String> {
    let mut was: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    for (row, unit) in (0..).zip(units.iter().flat_map(|note| &note.units)) {
        for word in unit.words() {
            was.entry(word.to_owned()).or_default().insert(row);
        }
    }
    let shards: Vec<&SearchFile> = files
        .iter()
        .filter(|file| file.name.starts_with("s-"))
        .collect();
    let firsts: Vec<&str> = core.text("shards")?.split('\n').collect();
    same("shards", &shards.len(), &firsts.len())?;
    let mut is: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    let mut last: Option<Vec<u16>> = None;
    for (file, first) in shards.into_iter().zip(firsts) {
        let data = data(file)?;
        same("build", &data["build"], &core.build)?;
        let text = |name: &str| data[name].as_str().unwrap_or_default();
        let counts = numbers(text("counts"))?;
        let mut gaps = numbers(text("rows"))?.into_iter();
        let mut impacts = text("impacts").chars();
        let words: Vec<&str> = text("words")
            .split(' ')
            .filter(|word| !word.is_empty())
            .collect();
        same("words", &words.len(), &counts.len())?;
        for (word, count) in words.into_iter().zip(counts) {
            let key = by_utf16(word);
            if last.as_ref().is_some_and(|last| *last >= key) || key < by_utf16(first) {
                return Err(format!("{word:?} stands too late"));
            }
            last = Some(key);
            let gaps: Vec<u32> = gaps.by_ref().take(count as usize).collect();
            same("rows", &gaps.len(), &(count as usize))?;
            let rows = ascending(&gaps)?;
            let weighed = impacts
                .by_ref()
                .take(rows.len())
                .filter(|digit| digit.is_ascii_hexdigit() && *digit != '0');
            same("impacts", &weighed.count(), &rows.len())?;
            is.insert(word.to_owned(), rows.into_iter().collect());
        }
        if gaps.next().is_some() || impacts.next().is_some() {
            return Err(format!("{} has more than its words need", file.name));
        }
    }
    same("words", &is, &was)
}

fn shown(
    core: &Core,
    texts: &[SearchFile],
    notes: &[NoteEntry],
    units: &[NoteUnits],
) -> Result<(), String> {
    let starts: BTreeSet<u32> = core.rows("textStarts")?.into_iter().collect();
    let mut files: BTreeMap<&str, Value> = BTreeMap::new();
    for file in texts {
        if files.insert(&file.name, data(file)?).is_some() {
            return Err(format!("{} twice", file.name));
        }
    }
    let mut row = 0_u32;
    for (entry, note) in notes.iter().zip(units) {
        let mut parts: Vec<Vec<usize>> = vec![Vec::new()];
        for at in 0..note.units.len() {
            if starts.contains(&row) {
                parts.push(Vec::new());
            }
            parts.last_mut().ok_or("no part")?.push(at);
            row += 1;
        }
        for (number, part) in parts.into_iter().enumerate() {
            let hash = fnv(&entry.route);
            let name = if number == 0 {
                format!("t-{hash}")
            } else {
                format!("t-{hash}-{}", number + 1)
            };
            let file = files
                .get(name.as_str())
                .ok_or_else(|| format!("no {name}"))?;
            let rows = file["notes"].as_array().into_iter().flatten();
            let own: Vec<&Value> = rows
                .filter(|row| row[0].as_str() == Some(&entry.route))
                .collect();
            let [own] = own.as_slice() else {
                return Err(format!("{name} has {} times {}", own.len(), entry.route));
            };
            let is: Vec<&str> = own[2].as_str().unwrap_or_default().split('\n').collect();
            let was: Vec<&str> = part
                .iter()
                .map(|at| note.units[*at].text.as_str())
                .collect();
            same("texts", &is, &was)?;
        }
    }
    Ok(())
}
