//! The theme of a site: what it has of its own, and what of that has no effect.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Outcome;
use crate::config::Site;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::page::{Blocked, PageError, Theme, blocked_in_script, blocked_in_template};
use crate::render::math::{MATH_FONTS, MATH_FONTS_LICENSE};
use crate::source::theme_files;

/// The built-in theme with what the site has of its own.
pub(super) fn load_theme(site: &Site) -> Result<Theme, PageError> {
    let mut fonts = MATH_FONTS.to_vec();
    fonts.push(("OFL.txt", MATH_FONTS_LICENSE.as_bytes()));
    Theme::new(&own_files(site), &fonts)
}

/// The templates and static files of a site. A plain folder of notes may have folders of these names with quite other things in
/// them.
fn own_files(site: &Site) -> BTreeMap<String, Vec<u8>> {
    if site.has_config {
        theme_files(&site.root)
    } else {
        BTreeMap::new()
    }
}

/// Says what in the templates and scripts of a site the policy of its pages blocks.
pub(super) fn say_what_is_blocked(site: &Site, outcome: &mut Outcome) {
    for (path, bytes) in own_files(site) {
        let look: fn(&str) -> Vec<Blocked> = if is_script(&path) {
            blocked_in_script
        } else if path.starts_with("templates/") {
            blocked_in_template
        } else {
            continue;
        };
        // A template that is no text is an error of its own.
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        let found = look(&text);
        if found.is_empty() {
            continue;
        }
        let source = outcome.sources.add(path, Arc::from(text));
        let found = found.iter().map(|blocked| {
            let span = Span::new(source, blocked.start, blocked.end);
            Diagnostic::new(Code::BlockedMarkup, span, [&blocked.what])
        });
        outcome.diagnostics.extend(found);
    }
}

fn is_script(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    path.starts_with("static/") && matches!(ending, Some("js" | "mjs"))
}
