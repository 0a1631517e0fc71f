//! The words that stand in bodies, in both languages.

use crate::text::Lang;

/// What bodies say themselves.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) unanswered: &'static str,
    pub(super) missing_image: &'static str,
    pub(super) outside_image: &'static str,
    pub(super) missing_embed: &'static str,
    pub(super) broken_link: &'static str,
    pub(super) broken_anchor: &'static str,
    pub(super) ambiguous_link: &'static str,
    pub(super) outside_link: &'static str,
    pub(super) unsafe_link: &'static str,
    pub(super) link_here: &'static str,
    pub(super) table: &'static str,
    pub(super) footnotes: &'static str,
    pub(super) footnote: &'static str,
    pub(super) back: &'static str,
    pub(super) contents: &'static str,
    pub(super) enlarge: &'static str,
    pub(super) task: &'static str,
    callouts: &'static [(&'static str, &'static str)],
}

impl Words {
    /// The name of a callout's type; the type itself where it is none of the usual ones.
    pub(super) fn callout<'a>(&self, kind: &'a str) -> &'a str {
        self.callouts
            .iter()
            .find(|(key, _)| *key == kind)
            .map_or(kind, |(_, name)| name)
    }
}

pub(super) fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::ZhHans => &CHINESE,
        Lang::En => &ENGLISH,
    }
}

static CHINESE: Words = Words {
    unanswered: "还没有答案",
    missing_image: "缺少图片",
    outside_image: "图片不在笔记文件夹内",
    missing_embed: "找不到要嵌入的内容",
    broken_link: "找不到这个笔记或文件",
    broken_anchor: "这篇笔记里没有这个标题",
    ambiguous_link: "有几篇笔记同名，不知道指哪一篇",
    outside_link: "指向笔记文件夹之外",
    unsafe_link: "不能使用这种地址",
    link_here: "本节链接",
    table: "表格",
    footnotes: "脚注",
    footnote: "脚注",
    back: "回到正文",
    contents: "目录",
    enlarge: "放大图片",
    task: "任务",
    callouts: &[
        ("note", "笔记"),
        ("info", "说明"),
        ("abstract", "摘要"),
        ("summary", "摘要"),
        ("tldr", "摘要"),
        ("tip", "提示"),
        ("hint", "提示"),
        ("important", "重要"),
        ("success", "成功"),
        ("check", "成功"),
        ("done", "完成"),
        ("question", "问题"),
        ("help", "问题"),
        ("faq", "常见问题"),
        ("warning", "警告"),
        ("caution", "小心"),
        ("attention", "注意"),
        ("failure", "失败"),
        ("fail", "失败"),
        ("missing", "缺失"),
        ("danger", "危险"),
        ("error", "错误"),
        ("bug", "缺陷"),
        ("example", "例子"),
        ("quote", "引用"),
        ("cite", "引用"),
        ("todo", "待办"),
    ],
};

static ENGLISH: Words = Words {
    unanswered: "No answer yet",
    missing_image: "Missing image",
    outside_image: "This image is outside the notes folder",
    missing_embed: "Nothing to embed",
    broken_link: "There is no such note or file",
    broken_anchor: "This note has no such heading",
    ambiguous_link: "Several notes have this name",
    outside_link: "This leads out of the notes folder",
    unsafe_link: "This kind of address is not allowed",
    link_here: "Link to this section",
    table: "Table",
    footnotes: "Footnotes",
    footnote: "Footnote",
    back: "Back to the text",
    contents: "Contents",
    enlarge: "Enlarge the image",
    task: "Task",
    callouts: &[
        ("note", "Note"),
        ("info", "Info"),
        ("abstract", "Abstract"),
        ("summary", "Summary"),
        ("tldr", "In short"),
        ("tip", "Tip"),
        ("hint", "Hint"),
        ("important", "Important"),
        ("success", "Success"),
        ("check", "Check"),
        ("done", "Done"),
        ("question", "Question"),
        ("help", "Help"),
        ("faq", "FAQ"),
        ("warning", "Warning"),
        ("caution", "Caution"),
        ("attention", "Attention"),
        ("failure", "Failure"),
        ("fail", "Failure"),
        ("missing", "Missing"),
        ("danger", "Danger"),
        ("error", "Error"),
        ("bug", "Bug"),
        ("example", "Example"),
        ("quote", "Quote"),
        ("cite", "Quote"),
        ("todo", "To do"),
    ],
};
