//! The words of the list of automatic links, in both languages, and its codes in JSON.

use super::{Cause, Kind};
use crate::catalog::topics::Reason;
use crate::link::MissReason;
use crate::text::Lang;

impl Kind {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Linked => "linked",
            Self::NearMiss => "near-miss",
            Self::NotLinked => "not-linked",
        }
    }

    pub(super) fn words(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::ZhHans, Self::Linked) => "已链接",
            (Lang::ZhHans, Self::NearMiss) => "险些匹配",
            (Lang::ZhHans, Self::NotLinked) => "未链接",
            (Lang::En, Self::Linked) => "linked",
            (Lang::En, Self::NearMiss) => "near miss",
            (Lang::En, Self::NotLinked) => "not linked",
        }
    }
}

impl Cause {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::First => "first-in-section",
            Self::Definition => "definition",
            Self::Heading => "heading",
            Self::LinkText => "link-text",
            Self::Repeated => "repeated",
            Self::Own => "own",
            Self::OffInNote => "off-in-note",
            Self::OffInSection => "off-in-section",
            Self::OffForTopic => "off-for-topic",
            Self::Broken => "broken",
        }
    }

    pub(super) fn words(self, lang: Lang) -> &'static str {
        match (lang, self) {
            (Lang::ZhHans, Self::First) => "本节首次出现",
            (Lang::ZhHans, Self::Definition) => "在介绍它的标题里",
            (Lang::ZhHans, Self::Heading) => "在标题里",
            (Lang::ZhHans, Self::LinkText) => "在链接文字或题注里",
            (Lang::ZhHans, Self::Repeated) => "本节已链接过",
            (Lang::ZhHans, Self::Own) => "本节或本篇就在讲它",
            (Lang::ZhHans, Self::OffInNote) => "本篇写有 `topics: false`",
            (Lang::ZhHans, Self::OffInSection) => "本节写有 `<!-- no-topics -->`",
            (Lang::ZhHans, Self::OffForTopic) => "该主题写有 `link: false`",
            (Lang::ZhHans, Self::Broken) => "名称被标记断开",
            (Lang::En, Self::First) => "first in its section",
            (Lang::En, Self::Definition) => "in the heading that introduces it",
            (Lang::En, Self::Heading) => "in a heading",
            (Lang::En, Self::LinkText) => "in the text of a link or a title",
            (Lang::En, Self::Repeated) => "linked before in this section",
            (Lang::En, Self::Own) => "the section or the note is about it",
            (Lang::En, Self::OffInNote) => "turned off by `topics: false` in the note",
            (Lang::En, Self::OffInSection) => "turned off by `<!-- no-topics -->`",
            (Lang::En, Self::OffForTopic) => "turned off by `link: false` of the topic",
            (Lang::En, Self::Broken) => "markup divides the name",
        }
    }
}

pub(super) fn miss_words(name: &str, why: &MissReason, candidates: &str, lang: Lang) -> String {
    match (lang, why) {
        (Lang::ZhHans, MissReason::Letters(Reason::InsideWord)) => {
            format!("`{name}` 在更长的单词里")
        }
        (Lang::ZhHans, MissReason::Letters(Reason::Case)) => format!("名称 `{name}` 区分大小写"),
        (Lang::ZhHans, MissReason::Letters(Reason::AcrossWords)) => {
            format!("`{name}` 跨在两个词之间")
        }
        (Lang::ZhHans, MissReason::Unsupported(_)) => {
            format!("`{name}` 是弱名称，本篇没有别处提到 {candidates}")
        }
        (Lang::ZhHans, MissReason::Ambiguous(_)) => format!("`{name}` 可能指 {candidates}"),
        (Lang::En, MissReason::Letters(Reason::InsideWord)) => {
            format!("`{name}` is inside a longer word")
        }
        (Lang::En, MissReason::Letters(Reason::Case)) => {
            format!("the case of the name `{name}` matters")
        }
        (Lang::En, MissReason::Letters(Reason::AcrossWords)) => {
            format!("`{name}` stands across the border of two words")
        }
        (Lang::En, MissReason::Unsupported(_)) => {
            format!("`{name}` is a weak name, and nothing else here speaks of {candidates}")
        }
        (Lang::En, MissReason::Ambiguous(_)) => format!("`{name}` may mean {candidates}"),
    }
}

/// The last line.
pub(super) fn totals([links, misses, others]: [usize; 3], all: bool, lang: Lang) -> String {
    match (lang, all) {
        (Lang::ZhHans, false) => format!("自动链接 {links} 个，险些匹配 {misses} 处\n"),
        (Lang::ZhHans, true) => {
            format!("自动链接 {links} 个，险些匹配 {misses} 处，提到但未链接 {others} 处\n")
        }
        (Lang::En, false) => format!("{links} linked, {misses} near misses\n"),
        (Lang::En, true) => {
            format!("{links} linked, {misses} near misses, {others} mentions not linked\n")
        }
    }
}
