//! What a book says itself, in both languages.

use crate::text::Lang;

/// The words of one language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// The heading of the contents.
    pub contents: &'static str,
    /// The name of the cover.
    pub cover: &'static str,
    /// The heading of the index.
    pub topics: &'static str,
    /// What the index says of the places set apart.
    pub topics_about: &'static str,
    /// Of a question whose answer is unfinished.
    pub stub: &'static str,
    /// Of a question that has links for an answer.
    pub link_only: &'static str,
    /// Of a picture that the book cannot hold or its reader not show.
    pub no_picture: &'static str,
}

/// The words for a book in `lang`.
pub fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::ZhHans => &CHINESE,
        Lang::En => &ENGLISH,
    }
}

const CHINESE: Words = Words {
    contents: "目录",
    cover: "封面",
    topics: "主题索引",
    topics_about: "粗体的是讲解它的小节。",
    stub: "答案未写完",
    link_only: "只有链接",
    no_picture: "图片无法显示",
};

const ENGLISH: Words = Words {
    contents: "Contents",
    cover: "Cover",
    topics: "Topics",
    topics_about: "Sections in bold introduce the topic.",
    stub: "Answer unfinished",
    link_only: "Links only",
    no_picture: "The picture cannot be shown",
};
