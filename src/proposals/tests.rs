//! Proposals of small sites.

use proptest::prelude::*;

use super::*;
use crate::catalog::{self, CatalogInput};
use crate::link::{LinkOptions, link_note};
use crate::parse::{ParseOptions, parse_note};
use crate::text::Lang;

/// The proposals of a site of these notes, whose dictionary is this `topics.yaml`.
fn proposed(notes: &[&str], file: &str) -> Vec<Proposal> {
    let parsed: Vec<ParsedNote> = (0u32..)
        .zip(notes)
        .map(|(at, text)| {
            let path = format!("{at}.md");
            parse_note(SourceId(at + 1), &path, text, &ParseOptions::default()).value
        })
        .collect();
    let input = CatalogInput {
        lang: "zh-Hans",
        topics: TopicInput {
            file: Some((SourceId(99), file)),
            lang: Some(Lang::ZhHans),
            ..TopicInput::default()
        },
        ..CatalogInput::default()
    };
    let all: Vec<&ParsedNote> = parsed.iter().collect();
    let catalog = catalog::build(&all, &input, &|_| 1).value;
    let options = LinkOptions::default();
    let linked: Vec<LinkedNote> = parsed
        .iter()
        .zip(catalog.note_ids())
        .map(|(note, id)| link_note(note, id, &catalog, &options).value)
        .collect();
    propose(&parsed, &linked, &catalog)
}

fn names(notes: &[&str]) -> Vec<String> {
    let proposals = proposed(notes, "").into_iter();
    proposals.map(|proposal| proposal.name).collect()
}

#[test]
fn bold_terms_that_two_sections_use() {
    let two = "## 甲\n\n用**标签平滑**训练。\n\n## 乙\n\n标签平滑的好处，标签平滑的坏处。\n";
    let found = proposed(&[two], "");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].name, "标签平滑");
    assert_eq!(found[0].id, "标签平滑");
    assert_eq!(
        (found[0].mentions, found[0].sections, found[0].notes),
        (3, 2, 1)
    );
    assert_eq!(found[0].origins, BTreeSet::from([Origin::Bold]));
    assert_eq!(names(&["用**标签平滑**训练，标签平滑好。"]), [""; 0]);
    assert_eq!(
        names(&["用**标签平滑**训练。", "标签平滑好。"]),
        ["标签平滑"]
    );
}

#[test]
fn terms_of_questions() {
    let notes = [
        "# 问\n\n## 1. 什么是扩散模型？\n\n由噪声得到图像的一类模型。\n",
        "扩散模型比它慢。",
    ];
    assert_eq!(names(&notes), ["扩散模型"]);
}

#[test]
fn names_explained_in_brackets() {
    let notes = ["这时我们使用可逆残差块（Invertible Residual Block，IRB）来省内存。"];
    let found = proposed(&notes, "");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        entry(&found[0]),
        "- id: invertible-residual-block\n  name: 可逆残差块\n  en: Invertible Residual Block\n  aliases: [IRB]\n"
    );
    let recurs = [
        "如果采用大小核重参数（Kernel Reparameterization）则更快。",
        "大小核重参数好。",
    ];
    assert_eq!(names(&recurs), ["大小核重参数"]);
}

#[test]
fn what_is_known_or_ordinary_is_not_proposed() {
    let notes = [
        "**池化层**与**注意**，**标签平滑**。",
        "池化层，注意，标签平滑。",
    ];
    let file = "- {id: pooling, name: 池化}\n- {id: label-smoothing, name: 标签平滑}\n";
    assert_eq!(proposed(&notes, file), []);
    let notes = ["**池化损失**，**标签平滑池化**，**空间池化**。"; 2];
    let found = proposed(&notes, file);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        found[0].name, "空间池化",
        "what is in front makes another thing of it"
    );
    assert_eq!(
        names(&["**2021**，**效果更好，也更快**", "2021，效果更好，也更快"]),
        [""; 0]
    );
}

#[test]
fn no_name_is_proposed_twice_and_no_id_is_taken() {
    let notes = [
        "可逆残差块（Invertible Residual Block，IRB）",
        "倒残差小块（Inverted Residual Block，IRB）",
        "**可逆残差块**",
    ];
    let found = proposed(
        &notes,
        "- {id: invertible-residual-block, name: 别的东西}\n",
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].id, "invertible-residual-block-2");
    assert_eq!(
        found[0].origins,
        BTreeSet::from([Origin::Pair, Origin::Bold])
    );
}

#[test]
fn what_stands_in_a_longer_known_name_does_not_count() {
    let notes = ["**注意力头**。", "多注意力头融合。", "多注意力头融合。"];
    assert_eq!(names(&notes), ["注意力头"]);
    let file = "- {id: fusion, name: 多注意力头融合}\n";
    assert_eq!(proposed(&notes, file), []);
}

#[test]
fn a_tag_of_several_notes() {
    let note = "---\ntags: [模型/知识蒸馏]\n---\n用知识蒸馏压缩。\n";
    assert_eq!(names(&[note, note]), ["知识蒸馏"]);
    assert_eq!(names(&[note, "知识蒸馏"]), [""; 0]);
}

proptest! {
    /// Whatever a name holds, it is read back as it was written.
    #[test]
    fn entries_are_read_back(name in "(?s)[^\\s\\x00].{0,30}", other in "[-#:'\"\\\\a-c 是{}\\[\\],&*!|>%@`~0-9]{2,20}") {
        let proposal = Proposal {
            id: "x".to_owned(),
            name: format!("甲{name}乙"),
            en: Some(format!("a{other}b")),
            aliases: vec![format!("丙{name}"), format!("丁{other}丁")],
            origins: BTreeSet::new(),
            first: Span::file(SourceId(1)),
            mentions: 0,
            sections: 0,
            notes: 0,
        };
        let file = with_comment(&proposal, &name);
        let input = TopicInput { file: Some((SourceId(1), &file)), lang: Some(Lang::ZhHans), ..TopicInput::default() };
        let topics = Topics::of(&input);
        prop_assert_eq!(topics.list.len(), 1, "{}", file);
        prop_assert_eq!(&topics.list[0].name, proposal.name.trim());
        let spellings: Vec<&String> = topics.names().flat_map(|name| &name.spellings).collect();
        for expected in proposal.aliases.iter().chain(&proposal.en) {
            prop_assert!(spellings.contains(&&expected.trim().to_owned()), "{:?} {:?}", expected, spellings);
        }
    }
}
