//! Every word that the theme itself says, in both languages side by side.

macro_rules! word_table {
    ($seen:vis Words; $( $name:ident: $zh:literal, $en:literal; )*) => {
        /// The words of one language. The documentation of a field is its English text.
        #[derive(Clone, Copy, Debug, serde::Serialize)]
        #[non_exhaustive]
        $seen struct Words { $( #[doc = $en] $seen $name: &'static str, )* }

        const CHINESE: Words = Words { $($name: $zh),* };
        const ENGLISH: Words = Words { $($name: $en),* };

        /// The words for a page in `lang`: Chinese for any kind of Chinese, else English.
        $seen fn words(lang: &str) -> &'static Words {
            let main = lang.split(['-', '_']).next().unwrap_or_default();
            if main.eq_ignore_ascii_case("zh") {
                &CHINESE
            } else {
                &ENGLISH
            }
        }

        #[cfg(test)]
        #[test]
        fn both_languages_are_complete() {
            for (name, zh, en) in [$((stringify!($name), $zh, $en)),*] {
                let is_said = zh.chars().any(|c| !c.is_ascii());
                assert!(is_said, "{name} says nothing in Chinese");
                let is_english = !en.is_empty() && !en.chars().any(crate::text::is_han);
                assert!(is_english, "{name} says nothing in English");
                let places = |text: &str| text.matches("{}").count();
                assert_eq!(places(zh), places(en), "{name} has other values in English");
            }
        }
    };
}
pub(super) use word_table;

word_table! {
    pub Words;
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
    left_out: "处没有列出", "more not listed";
    read_on: "读全文", "Read on";
    about: "涉及", "About";
    related_questions: "相关问题", "Related questions";
    updated: "更新于", "Updated";
    created: "写于", "Written";
    search: "搜索", "Search";
    search_hint: "中文、英文、拼音或首字母", "Words, or the beginning of one";
    search_about: "按小节查找：词、公式的名字、代码里的名字都可以，拼音 chihua 和首字母 ch 也行。", "Finds sections by words, names of formulas and names in code; Chinese ones also by pinyin and first letters.";
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
    theme_auto: "明暗：跟随系统", "Theme: like the system";
    theme_light: "明暗：浅色", "Theme: light";
    theme_dark: "明暗：深色", "Theme: dark";
    resume: "接着读", "Continue reading";
    home_due: "今天复习", "Review today";
    home_count: "{} 道题", "{} questions";
    home_open: "待写答案", "To write";
    search_due: "到期", "Due";
    recall: "遮答案", "Recall";
    recall_about: "遮住答案，先自己想", "Cover the answers and think first";
    recall_show: "看答案", "Show the answer";
    recall_space: "空格", "Space";
    recall_next: "下一步，还有 {} 步", "Next step, {} left";
    recall_rest: "全部显示", "Show all";
    recall_again: "重新遮住", "Cover again";
    recall_blank: "填空，按回车显示", "Blank, press Enter to fill it in";
    recall_shown: "答案已显示", "The answer is shown";
    recall_end: "这一篇都看过了", "That was the last one of this note";
    recall_entered: "答案已遮住，共 {} 处。按空格显示，按 Esc 退出。", "{} answers are covered. Space shows one, Escape leaves.";
    recall_left: "答案全部显示", "All answers are shown";
    grade: "记得怎么样？", "How well did you know it?";
    grades: "忘了|吃力|记得|很熟", "Again|Hard|Good|Easy";
    graded: "记下了，{}后再看", "Noted. Again in {}";
    undo: "撤销", "Undo";
    intervals: "{} 分钟|{} 小时|{} 天|{} 个月|{} 年", "{} min|{} h|{} d|{} mo|{} y";
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
    dependent_one: "处与它有关", "depends on it";
    cram: "考前速览", "Cram sheet";
    cram_sheets: "考前速览（打印）", "Cram sheets (to print)";
    questions: "道题", "questions";
    question_one: "道题", "question";
    answered_of: "已答", "answered";
    note_count: "篇", "notes";
    note_one: "篇", "note";
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
    single_no_script: "整个网站都在这一个文件里，但正文是压缩的，要用 JavaScript 展开；这里没有运行脚本。请用浏览器打开它，并允许脚本运行。",
        "The whole site is in this one file, but its text is compressed and unpacked by JavaScript, which does not run here. Please open it in a browser that runs scripts.";
    single_old: "这个浏览器太旧，解不开这个文件里的正文。请换 2023 年以后的浏览器打开。",
        "This browser is too old to unpack the text in this file. Please open it in one from 2023 or later.";
    single_broken: "这个文件不完整，可能没有传完。请重新传一次。", "This file is not whole; perhaps it was cut off on its way. Please copy it again.";
    not_found: "没有这一页", "Page not found";
    not_found_text: "它可能改了名字，或者从来没有写过。", "It may have been renamed, or was never written.";
    moved: "这一页搬走了", "This page has moved";
    moved_to: "新地址：", "It is now here:";
    to_home: "回到首页", "Go to the home page";
    offline: "现在没有网络", "No network";
    offline_about: "这一页还没有存在这台设备上，连上网络再打开就有了。", "This page is not kept on this device. It opens when there is a network again.";
    offline_again: "再试一次", "Try again";
    offline_kept: "已经存下、现在能读的笔记", "Notes that are kept and can be read now";
    keep: "离线保存全部（{} MB）", "Keep everything offline ({} MB)";
    keep_about: "读过的笔记没有网络也能再读。全部存下来，没读过的也能读，搜索和复习也都能用。", "Notes that you have read open without a network too. Keep everything, and so do all others, and search and study work as well.";
    keep_progress: "已存 {}/{} MB", "{} of {} MB kept";
    keep_stopped: "没有存完：已存 {}/{} MB", "Not finished: {} of {} MB kept";
    keep_on: "接着存", "Go on";
    keep_stop: "停下", "Stop";
    kept: "全部可以离线读（{} MB，版本 {}）", "Everything can be read offline ({} MB, version {})";
    kept_forget: "不再保存", "Keep it no longer";
    update_ready: "笔记有新版本。", "There is a new version of these notes.";
    update_reload: "刷新", "Reload";
    update_later: "以后再说", "Later";
    image_failed: "图片没有加载出来", "The image could not be loaded";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chooses_by_the_main_language() {
        assert_eq!(words("zh-Hans").home, "首页");
        assert_eq!(words("zh_TW").home, "首页");
        assert_eq!(words("en").home, "Home");
        assert_eq!(words("za").home, "Home");
    }
}
