//! Every word that the theme itself says, in both languages side by side.

use serde::Serialize;

macro_rules! words {
    ($( $name:ident: $zh:literal, $en:literal; )*) => {
        /// The words of one language; `t` in templates. The documentation of a field is its English text.
        #[derive(Clone, Copy, Debug, Serialize)]
        #[non_exhaustive]
        pub struct Words { $( #[doc = $en] pub $name: &'static str, )* }

        const CHINESE: Words = Words { $($name: $zh),* };
        const ENGLISH: Words = Words { $($name: $en),* };

        #[cfg(test)]
        const TABLE: &[(&str, &str, &str)] = &[$((stringify!($name), $zh, $en)),*];
    };
}

words! {
    skip: "跳到正文", "Skip to content";
    home: "首页", "Home";
    notes: "笔记", "Notes";
    contents: "目录", "Contents";
    all_notes: "全部笔记", "All notes";
    on_this_page: "本页", "On this page";
    breadcrumbs: "所在位置", "Breadcrumbs";
    neighbours: "前后篇", "Previous and next";
    previous: "上一篇", "Previous";
    next: "下一篇", "Next";
    backlinks: "提到本篇的笔记", "Mentioned in";
    topics: "主题", "Topics";
    all_topics: "全部主题", "All topics";
    topic_page: "主题页", "Topic page";
    more_asked: "还有 {} 题", "{} more";
    topics_by_size: "提到最多的", "Most mentioned";
    topics_by_letter: "按拼音和字母", "By letter";
    topic_map: "主题地图", "Map of topics";
    topics_around: "一起出现的主题", "Topics that stand with it";
    also_called: "又名", "Also called";
    broader: "上级", "Broader";
    narrower: "下级", "Narrower";
    related_topics: "相关", "Related";
    definitions: "讲解", "Introduced in";
    asked_in: "考察它的问题", "Questions about it";
    mentioned_in: "提到它的小节", "Sections that mention it";
    notes_about: "专题笔记", "Notes about it";
    mentions: "次提到", "mentions";
    left_out: "处没有列出", "more are not listed";
    read_on: "读全文", "Read on";
    about: "涉及", "About";
    related_questions: "相关问题", "Related questions";
    updated: "更新于", "Updated";
    created: "写于", "Written";
    search: "搜索", "Search";
    search_hint: "中文、英文、拼音或首字母", "Words, or the beginning of one";
    search_about: "按小节查找：词、公式的名字、代码里的名字都可以，拼音 chihua 和首字母 ch 也行。", "Finds sections by words, names of formulas and names in code.";
    search_filters: "筛选", "Filters";
    search_unanswered: "未答", "Unanswered";
    search_this_note: "本篇", "This note";
    search_this_folder: "本目录", "This folder";
    search_results: "搜索结果", "Search results";
    search_loading: "正在准备搜索…", "Loading the index…";
    search_failed: "搜索没有加载出来，刷新页面再试。", "Search could not be loaded. Reload the page and try again.";
    search_none: "没有找到。换个词，或者看", "Nothing found. Try another word, or see";
    search_weak: "没有完全符合的，最接近的是：", "Nothing exact. The nearest are:";
    search_corrected: "按 {} 查找", "Searching for {}";
    search_count: "{} 个结果", "{} results";
    search_more: "更多结果", "More results";
    search_recent: "最近搜索", "Recent searches";
    search_forget: "清除记录", "Clear";
    search_choose: "选择", "choose";
    search_open: "打开", "open";
    search_close: "关闭搜索", "Close search";
    top: "回到顶部", "Back to top";
    toolbar: "阅读工具", "Reading tools";
    close: "关闭", "Close";
    expand: "展开", "Expand";
    collapse: "收起", "Collapse";
    more: "更多…", "More…";
    more_in: "更多，全部见", "More, all in";
    copy: "复制", "Copy";
    copied: "已复制", "Copied";
    copy_failed: "复制失败", "Not copied";
    enlarged: "放大的图片", "Enlarged image";
    theme: "明暗", "Theme";
    theme_auto: "明暗：跟随系统", "Theme: as the system";
    theme_light: "明暗：浅色", "Theme: light";
    theme_dark: "明暗：深色", "Theme: dark";
    resume: "接着读", "Continue reading";
    study: "复习", "Study";
    study_about: "答案先遮着，想好了再看，然后按记得怎么样打分，下次什么时候复习由它安排。进度只存在这台设备上，可以导出。", "Answers stay covered until you have thought. You rate how well you knew them, and the next review is planned from that. Progress stays on this device and can be exported.";
    study_needs_script: "复习要打开JavaScript。不打开也能读全部笔记和答案，打印速览，查看哪些题还没有答案。", "Review needs JavaScript. All notes and answers, the sheets to print and the list of open questions work without it.";
    study_by_note: "按笔记", "By note";
    study_by_topic: "按主题", "By topic";
    coverage: "未答清单", "Open questions";
    coverage_open: "还没有答案的题", "Questions without an answer";
    coverage_order: "牵动得多的排在前面：后面写着另有多少道题、多少篇笔记提到它问的主题，或者链接到它。", "Those that most of the rest depends on come first: the number counts the other questions and notes that speak of what it asks about, or link to it.";
    coverage_all_answered: "每道题都有答案了。", "Every question has an answer.";
    dependents: "处与它有关", "depend on it";
    cram: "考前速览", "Cram sheet";
    cram_sheets: "考前速览（打印）", "Cram sheets (to print)";
    questions: "道题", "questions";
    answered_of: "已答", "answered";
    note_count: "篇", "notes";
    part: "第", "Part";
    parts: "分页", "Parts";
    headings: "小节", "Sections";
    by_letter: "按拼音和字母", "By letter";
    empty_folder: "这里还没有笔记。", "There are no notes here yet.";
    state_answered: "已有答案", "answered";
    state_partial: "部分有答案", "partly answered";
    state_stub: "答案未写完", "answer unfinished";
    state_link_only: "只有链接", "links only";
    state_empty: "还没有答案", "no answer yet";
    not_found: "没有这一页", "Page not found";
    not_found_text: "它可能改了名字，或者从来没有写过。", "It may have been renamed, or was never written.";
    to_home: "回到首页", "Go to the home page";
    image_failed: "图片没有加载出来", "The image could not be loaded";
}

/// The words for a page in `lang`: Chinese for any kind of Chinese, else English.
pub fn words(lang: &str) -> &'static Words {
    let main = lang.split(['-', '_']).next().unwrap_or_default();
    if main.eq_ignore_ascii_case("zh") {
        &CHINESE
    } else {
        &ENGLISH
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::is_han;

    #[test]
    fn both_languages_are_complete() {
        for (name, zh, en) in TABLE {
            assert!(zh.chars().any(is_han), "{name} says nothing in Chinese");
            assert!(
                !en.is_empty() && !en.chars().any(is_han),
                "{name} says nothing in English"
            );
        }
    }

    #[test]
    fn chooses_by_the_main_language() {
        assert_eq!(words("zh-Hans").home, "首页");
        assert_eq!(words("zh_TW").home, "首页");
        assert_eq!(words("en").home, "Home");
        assert_eq!(words("za").home, "Home");
    }
}
