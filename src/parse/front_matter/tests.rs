use super::*;

fn head(text: &str) -> Head {
    read(SourceId(0), text)
}

fn codes(head: &Head) -> Vec<Code> {
    head.diagnostics.iter().map(|d| d.code).collect()
}

#[test]
fn reads_keys_and_keeps_others() {
    let head = head(
        "---\ntitle: 池化\ntags: [a, '#b/c']\naliases:\n  - pooling\n  - /old/\ncssclasses: wide\n---\n正文",
    );
    assert_eq!(head.front_matter.title.as_deref(), Some("池化"));
    assert_eq!(head.front_matter.tags, ["a", "b/c"]);
    assert_eq!(head.front_matter.aliases, ["pooling"]);
    let redirects = &head.front_matter.redirects;
    assert_eq!(redirects.len(), 1);
    assert_eq!(redirects[0].0, "/old/");
    assert_eq!(redirects[0].1.range(), 61..66);
    assert_eq!(head.front_matter.extra["cssclasses"], "wide");
    assert!(head.diagnostics.is_empty());
}

#[test]
fn a_rule_at_the_top_is_no_front_matter() {
    for text in [
        "---\n正文\n---\n",
        "- a\n- b\n",
        "---\n",
        "---\n# 标题\n\n---\n",
        "--- \nfoo",
    ] {
        assert_eq!(head(text).body, 0, "{text:?}");
    }
}

#[test]
fn private_in_every_spelling() {
    for yes in [
        "draft: true",
        "draft: yes",
        "draft: 'on'",
        "publish: false",
        "publish: no",
        "Draft: true",
        "darft: true",
    ] {
        assert!(
            head(&format!("---\n{yes}\n---\n")).front_matter.private,
            "{yes}"
        );
    }
    for no in ["draft: false", "draft: no", "publish: yes", "title: draft"] {
        assert!(
            !head(&format!("---\n{no}\n---\n")).front_matter.private,
            "{no}"
        );
    }
}

#[test]
fn doubt_keeps_a_note_private() {
    let unclear = head("---\ndraft: maybe\n---\n");
    assert!(unclear.front_matter.private);
    assert_eq!(codes(&unclear), [Code::PrivateByDoubt]);
    let broken = head("---\ntitle: BN: 原理\ndraft: true\n---\n");
    assert!(broken.front_matter.private);
    assert_eq!(codes(&broken), [Code::BadFrontMatter, Code::PrivateByDoubt]);
}

#[test]
fn broken_yaml_is_found_at_its_line_and_the_note_kept() {
    let head = head("---\nlang: en\ntitle: BN: 原理\n---\n正文");
    assert_eq!(codes(&head), [Code::BadFrontMatter]);
    assert!(!head.front_matter.private);
    assert!(
        head.diagnostics[0].span.start >= 13,
        "{:?}",
        head.diagnostics[0].span
    );
}
