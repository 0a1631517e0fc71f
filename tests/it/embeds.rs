//! Notes, sections and blocks that stand in other notes.

use crate::project::{Project, Site};

fn site(text: &str) -> Site {
    Project::new()
        .note("sub/from.md", text)
        .note(
            "other/to.md",
            "# To\n\nintro-words\n\n## First\n\nfirst-words [l](more.md)\n\n### Inner\n\ninner-words\n\n## Second\n\nsecond-words ^blk\n\n- item-one ^itm\n- item-two\n\n![i](i.png)\n\n## 什么？\n\nanswer-words-long-enough\n",
        )
        .note("other/more.md", "# More\n")
        .note("loop/a.md", "loop-a ![[loop/b]]\n\n![[loop/b]]\n")
        .note("loop/b.md", "loop-b\n\n![[loop/a]]\n")
        .note("self.md", "self-words\n\n![[self]]\n")
        .note("chain/1.md", "chain-1\n\n![[chain/2]]\n")
        .note("chain/2.md", "chain-2\n\n![[chain/3]]\n")
        .note("chain/3.md", "chain-3\n\n![[chain/4]]\n")
        .note("chain/4.md", "chain-4\n\n![[chain/5]]\n")
        .note("chain/5.md", "chain-5\n\n![[chain/6]]\n")
        .note("chain/6.md", "chain-6\n")
        .note("private.md", "---\ndraft: true\n---\nprivate-words\n")
        .file("other/i.png", crate::project::png(5, 5))
        .build()
}

#[test]
fn notes_sections_and_blocks() {
    for (embed, has, has_not) in [
        (
            "![[to]]",
            vec!["intro-words", "inner-words", "second-words"],
            vec![],
        ),
        ("![[other/to]]", vec!["intro-words", "second-words"], vec![]),
        (
            "![[to#First]]",
            vec!["first-words", "inner-words"],
            vec!["intro-words", "second-words"],
        ),
        (
            "![[to#Inner]]",
            vec!["inner-words"],
            vec!["first-words", "second-words"],
        ),
        (
            "![[to#First#Inner]]",
            vec!["inner-words"],
            vec!["first-words"],
        ),
        (
            "![[to#^blk]]",
            vec!["second-words"],
            vec!["first-words", "item-one"],
        ),
        ("![[to#^itm]]", vec!["item-one"], vec!["second-words"]),
    ] {
        let site = site(&format!("own-words\n\n{embed}\n"));
        let body = site.body("sub/from");
        for words in has {
            assert!(body.contains(words), "{embed}: {words} in {body}");
        }
        for words in has_not {
            assert!(!body.contains(words), "{embed}: {words} in {body}");
        }
        assert_eq!(
            body.matches("class=\"question\"").count(),
            0,
            "a card has one page"
        );
    }
}

#[test]
fn links_and_images_in_an_embed_lead_where_they_did() {
    let site = site("![[to]]\n");
    let body = site.body("sub/from");
    assert!(body.contains("href=\"../other/more.html\""), "{body}");
    assert!(body.contains("src=\"../other/i.png\""), "{body}");
    let ids: Vec<&str> = body
        .match_indices(" id=\"")
        .map(|(at, start)| {
            let rest = &body[at + start.len()..];
            &rest[..rest.find('"').expect("the end of a value")]
        })
        .collect();
    let unique: std::collections::BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len(), "{ids:?}");
}

#[test]
fn what_is_not_there_is_told_and_shown() {
    for (embed, code) in [
        ("![[none]]", "missing-embed"),
        ("![[to#none]]", "missing-embed"),
        ("![[to#^none]]", "missing-embed"),
        ("![[private]]", "private-link"),
    ] {
        let site = site(&format!("{embed}\n"));
        assert_eq!(
            site.found(code).len(),
            1,
            "{embed}: {:?}",
            site.diagnostics()
        );
        assert!(
            site.body("sub/from").contains("class=\"notice\""),
            "{embed}"
        );
        assert!(!site.body("sub/from").contains("private-words"));
    }
}

#[test]
fn embeds_end() {
    let site = site("![[chain/1]]\n");
    assert!(site.outcome.site_was_built);
    let body = site.body("sub/from");
    assert!(
        body.contains("chain-4") && !body.contains("chain-6"),
        "{body}"
    );
    assert_eq!(site.body("self").matches("self-words").count(), 1);
    assert!(site.body("loop/a").matches("loop-a").count() <= 2);
    assert!(!site.found("embed-too-deep").is_empty());
}

#[test]
fn an_embed_in_a_line_is_a_link() {
    let site = site("before ![[to]] after\n");
    let body = site.body("sub/from");
    assert!(body.contains("href=\"../other/to.html\""), "{body}");
    assert!(!body.contains("intro-words"));
}
