//! Pages of other hosts in frames.

use super::body::Writer;
use crate::catalog::Resolved;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::document::Link;
use crate::url;

/// What a content security policy says of frames with pages of `hosts`; nothing if there are none.
pub fn frame_sources<'a>(hosts: impl IntoIterator<Item = &'a String>) -> String {
    let hosts: String = hosts
        .into_iter()
        .flat_map(|host| [" https://", host])
        .collect();
    match hosts.as_str() {
        "" => String::new(),
        hosts => format!("frame-src{hosts}; "),
    }
}

impl Writer<'_, '_> {
    /// Writes a frame if the site allows its host and the page is one that shows frames. Returns whether it was written.
    pub(super) fn frame(&mut self, link: &Link, resolved: &Resolved, span: Span) -> bool {
        let host = match resolved {
            Resolved::External(address) => host_of(address),
            _ => None,
        };
        let is_allowed = host
            .as_ref()
            .is_some_and(|host| self.shared.frame_hosts.contains(host));
        let (Resolved::External(address), Some(host), true) = (resolved, &host, is_allowed) else {
            // What leads nowhere has a finding of its own.
            if let Resolved::External(address) | Resolved::File(address, _) = resolved {
                self.found(Diagnostic::new(Code::FrameAsLink, span, [address]));
            }
            return false;
        };
        // On pages that gather what other notes hold, and outside the site, a link has to do.
        if self.page.is_none() || self.shared.apart.is_some() || self.phrasing_only {
            return false;
        }
        let address = url::encode_address(address);
        let title = if link.title.is_empty() {
            host
        } else {
            &link.title
        };
        self.push("<iframe");
        self.attribute("src", &address);
        self.attribute("title", title);
        self.push(
            " sandbox=\"allow-scripts allow-same-origin allow-popups allow-forms allow-presentation\" allowfullscreen loading=\"lazy\" referrerpolicy=\"no-referrer\"></iframe>",
        );
        self.out.counts.external_links += 1;
        self.out.frame_hosts.insert(host.clone());
        true
    }
}

/// The host of an address that can be shown in a frame, in lower case: by https, without a name, a password or a port.
fn host_of(address: &str) -> Option<String> {
    let rest = address.strip_prefix("https://")?;
    let host = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let fits = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
    (!host.is_empty() && host.chars().all(fits)).then(|| host.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::host_of;

    #[test]
    fn only_plain_hosts_are_told() {
        assert_eq!(host_of("https://A.org/x?y").as_deref(), Some("a.org"));
        for address in [
            "http://a.org/",
            "https://a.org:8080/",
            "https://a.org@b.org/",
            "https://a.org\\@b.org/",
            "https:///a.org",
            "https:a.org",
        ] {
            assert_eq!(host_of(address), None, "{address}");
        }
    }
}
