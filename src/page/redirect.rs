//! Pages at addresses that others once had.

use std::collections::BTreeSet;

use tera::Context;

use super::context::HeadContext;
use super::policy::policy;
use super::url::{absolute, encode, link, root_of};
use super::{PageError, SiteInfo, Theme};
use crate::catalog::Redirect;

/// A small page that leads to another: at once by `js/redirect.js`, which keeps what follows `#` in the address, by a refresh
/// where scripts are off, and by a link in any case.
pub fn redirect_page(
    theme: &Theme,
    site: &SiteInfo,
    redirect: &Redirect,
) -> Result<String, PageError> {
    let t = site.words();
    let root = root_of(&redirect.route);
    let head = HeadContext {
        kind: "redirect",
        title: t.moved.to_owned(),
        description: String::new(),
        lang: site.lang.clone(),
        path: encode(&redirect.route),
        canonical: site
            .base_url
            .as_ref()
            .map(|base| absolute(base, &redirect.target)),
        policy: policy(None, false, &BTreeSet::new()),
        style: None,
        has_math: false,
    };
    let mut context = Context::new();
    context.insert("site", &site.context(&root));
    context.insert("page", &head);
    context.insert("t", t);
    context.insert("root", &root);
    let to = link(&root, &redirect.target, redirect.anchor.as_deref());
    context.insert("to", &to);
    let title = match redirect.title.as_str() {
        "" => &to,
        title => title,
    };
    context.insert("title", title);
    theme.render("redirect.html", &context)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{SourceId, Span};
    use crate::page::sample;

    #[test]
    fn leads_to_the_page_by_three_ways() {
        let redirect = Redirect {
            route: "old/a/index.html".to_owned(),
            target: "新/b & c.html".to_owned(),
            anchor: Some("节".to_owned()),
            title: "<b>".to_owned(),
            span: Span::file(SourceId(0)),
        };
        let site = SiteInfo {
            base_url: Some("https://example.org/n/".to_owned()),
            ..sample::site()
        };
        let html = redirect_page(&sample::theme(), &site, &redirect).unwrap();
        let to = "../../新/b%20%26%20c.html#节";
        assert!(html.contains(&format!("content=\"0; url={to}\"")), "{html}");
        assert!(
            html.contains(&format!("href=\"{to}\">&lt;b&gt;</a>")),
            "{html}"
        );
        assert!(html.contains(&format!("data-to=\"{to}\"")), "{html}");
        assert!(html.contains("<meta name=\"robots\" content=\"noindex\">"));
        assert!(html.contains(
            "<link rel=\"canonical\" href=\"https://example.org/n/%E6%96%B0/b%20%26%20c.html\">"
        ));
        assert!(html.contains("src=\"../../assets/js/redirect."));
    }
}
