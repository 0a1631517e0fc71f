//! What search engines are told of the questions of a page, as schema.org has it in JSON-LD, and only where it is true of the
//! whole page: one question with its answer is a `QAPage`, several that are mostly answered are an `FAQPage`. Any other page
//! says nothing.

use serde_json::{Value, json};

use super::url::{absolute, encode_ascii};
use crate::catalog::NoteEntry;
use crate::parse::AnswerState;

/// The text of the `<script type="application/ld+json">` of a note, safe inside that element; `None` if there is nothing
/// to say. `answers` are those of its questions, as text.
pub(super) fn structured(base: &str, note: &NoteEntry, answers: &[String]) -> Option<String> {
    let page = absolute(base, &note.route);
    let answered: Vec<Value> = note
        .questions
        .iter()
        .zip(answers)
        .filter(|(question, answer)| question.state == AnswerState::Answered && !answer.is_empty())
        .map(|(question, answer)| {
            json!({
                "@type": "Question",
                "name": question.text,
                "acceptedAnswer": {
                    "@type": "Answer",
                    "text": answer,
                    "url": format!("{page}#{}", encode_ascii(&question.anchor)),
                },
            })
        })
        .collect();
    let all = note.questions.len();
    let others = sections_beside_questions(note);
    let (kind, entity) = match answered.as_slice() {
        [question] if all == 1 && others == 0 => {
            let mut question = question.clone();
            question["answerCount"] = json!(1);
            question["text"] = question["name"].clone();
            ("QAPage", question)
        }
        [_, _, ..] if answered.len() * 2 > all && others < all => ("FAQPage", json!(answered)),
        _ => return None,
    };
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": kind,
        "url": page,
        "name": note.title,
        "inLanguage": note.lang,
        "mainEntity": entity,
    });
    if let Some(changed) = note.dates.changed() {
        data["dateModified"] = json!(changed.machine());
    }
    // Nothing in it may end the element or begin a comment.
    Some(data.to_string().replace('<', "\\u003c"))
}

/// How many sections of a note neither ask, nor hold questions, nor are part of an answer. The title is none.
fn sections_beside_questions(note: &NoteEntry) -> usize {
    let headings: Vec<_> = note
        .headings
        .iter()
        .filter(|heading| heading.top_level)
        .collect();
    let mut count = 0;
    let mut asked: Option<u8> = None;
    for (index, heading) in headings.iter().enumerate() {
        if asked.is_some_and(|level| heading.level > level) {
            continue;
        }
        asked = heading.question.map(|_| heading.level);
        let inside = headings[index + 1..]
            .iter()
            .take_while(|inner| inner.level > heading.level);
        let is_group = inside.clone().any(|inner| inner.question.is_some());
        let is_title = index == 0 && heading.level == 1;
        count += usize::from(asked.is_none() && !is_group && !is_title);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::sample;

    /// A note with these headings: `?` in front of a question's.
    fn note(headings: &[(u8, &str)], states: &[AnswerState]) -> NoteEntry {
        let mut note = sample::catalog(1).notes.remove(0);
        let mut questions = 0;
        note.headings = headings
            .iter()
            .map(|(level, text)| {
                let mut heading = sample::heading(*level, text);
                if text.starts_with('?') {
                    heading.question = Some(questions);
                    questions += 1;
                }
                heading
            })
            .collect();
        let question = note.questions[0].clone();
        note.questions = states
            .iter()
            .map(|state| crate::catalog::QuestionEntry {
                state: *state,
                ..question.clone()
            })
            .collect();
        note
    }

    fn kind(headings: &[(u8, &str)], states: &[AnswerState]) -> Option<String> {
        let answers = vec!["because".to_owned(); states.len()];
        let text = structured("https://example.org/", &note(headings, states), &answers)?;
        let data: Value = serde_json::from_str(&text).unwrap();
        Some(data["@type"].as_str().unwrap().to_owned())
    }

    #[test]
    fn says_only_what_is_true_of_the_page() {
        use AnswerState::{Answered, Empty, Stub};
        let qa = Some("QAPage".to_owned());
        let faq = Some("FAQPage".to_owned());
        assert_eq!(kind(&[(1, "?why")], &[Answered]), qa);
        assert_eq!(
            kind(&[(1, "title"), (2, "?why"), (3, "detail")], &[Answered]),
            qa
        );
        assert_eq!(
            kind(&[(1, "title"), (2, "group"), (3, "?why")], &[Answered]),
            qa
        );
        assert_eq!(kind(&[(1, "title"), (2, "?why")], &[Stub]), None);
        assert_eq!(
            kind(&[(1, "title"), (2, "?why"), (2, "also")], &[Answered]),
            None
        );
        assert_eq!(kind(&[(1, "title"), (2, "text")], &[]), None);
        let two = [(1, "title"), (2, "?a"), (2, "?b")];
        assert_eq!(kind(&two, &[Answered, Answered]), faq);
        assert_eq!(kind(&two, &[Answered, Empty]), None);
        let three = [(1, "title"), (2, "?a"), (2, "?b"), (2, "?c"), (2, "notes")];
        assert_eq!(kind(&three, &[Answered, Answered, Empty]), faq);
        let mixed = [(1, "t"), (2, "x"), (2, "y"), (2, "?a"), (2, "?b")];
        assert_eq!(kind(&mixed, &[Answered, Answered]), None);
    }

    #[test]
    fn nothing_in_it_can_leave_its_element() {
        let note = note(&[(1, "?why")], &[AnswerState::Answered]);
        let answer = "</script><!--<script>".to_owned();
        let text = structured("https://example.org/", &note, &[answer]).unwrap();
        assert!(!text.contains('<'), "{text}");
        let data: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            data["mainEntity"]["acceptedAnswer"]["text"],
            "</script><!--<script>"
        );
    }
}
