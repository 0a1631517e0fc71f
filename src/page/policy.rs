//! The content security policy of a page, and the one `<style>` that it names by its hash.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::render::frame_sources;

/// The text for a page's own `<style>`: `css` made harmless for the HTML around it; `None` if there is nothing in it.
pub(super) fn style_text(css: &str) -> Option<String> {
    (!css.is_empty()).then(|| css.replace("</", "<\\/").replace('\r', ""))
}

/// The policy of a page whose `<style>` has the text `style` and which may show images from other hosts if `remote_images`, and
/// pages of `frame_hosts` in frames.
pub(super) fn policy(
    style: Option<&str>,
    remote_images: bool,
    frame_hosts: &BTreeSet<String>,
) -> String {
    let style_hash = style.map_or(String::new(), |text| {
        format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
    });
    let image_hosts = if remote_images { " https: http:" } else { "" };
    let frames = frame_sources(frame_hosts);
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'{style_hash}; img-src 'self' data:{image_hosts}; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; {frames}base-uri 'none'; \
         form-action 'none'"
    )
}

/// The policy of a page that is one file alone: all that it shows is in it.
pub(super) fn policy_alone(style: &str, remote_images: bool) -> String {
    let hash = STANDARD.encode(Sha256::digest(style));
    let image_hosts = if remote_images { " https: http:" } else { "" };
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:{image_hosts}; font-src data:; base-uri 'none'; \
         form-action 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_style_by_its_hash() {
        // printf '.a{color:red}' | openssl dgst -sha256 -binary | base64
        assert!(
            policy(Some(".a{color:red}"), false, &BTreeSet::new()).contains(
                "style-src 'self' 'sha256-AYkV/wUaXEz1i9pndN1veIXFHZVFTj4Ojce2rMK7bSc=';"
            )
        );
        assert!(policy(None, false, &BTreeSet::new()).contains("style-src 'self';"));
    }

    #[test]
    fn opens_images_only_where_asked() {
        let none = BTreeSet::new();
        assert!(policy(None, true, &none).contains("img-src 'self' data: https: http:;"));
        assert!(!policy(None, false, &none).contains("http"));
        let hosts = ["a.org", "b.org"].map(str::to_owned).into();
        let policy = policy(None, false, &hosts);
        assert!(policy.contains("; frame-src https://a.org https://b.org; "));
    }

    #[test]
    fn a_style_cannot_close_its_element() {
        assert_eq!(style_text(""), None);
        assert!(!style_text(".a{}</style><b>").unwrap().contains("</style"));
    }
}
