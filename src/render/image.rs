//! Images: figures with size, caption and a link to the whole picture; frames where there is none.

use std::fmt::Write as _;

use super::body::{Writer, is_blank};
use super::escape::{escape_attribute, escape_text};
use crate::catalog::Resolved;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Image, ImageSize, Inline, InlineKind};
use crate::url;

/// The image that a node is, also where it is the whole of a link.
pub(super) fn picture(node: &Inline) -> Option<&Image> {
    match &node.kind {
        InlineKind::Image(image) => Some(image),
        InlineKind::Link(link) => match link.content.as_slice() {
            [
                Inline {
                    kind: InlineKind::Image(image),
                    ..
                },
            ] => Some(image),
            _ => None,
        },
        _ => None,
    }
}

impl Writer<'_, '_> {
    /// Whether a paragraph is nothing but images, which then are figures.
    pub(super) fn is_only_images(content: &[Inline]) -> bool {
        content.iter().any(|node| picture(node).is_some())
            && content
                .iter()
                .all(|node| is_blank(node) || picture(node).is_some())
    }

    /// Whether a node is an image that is not there, which is framed by itself even in the middle of a paragraph.
    pub(super) fn is_missing_image(&self, node: &Inline) -> bool {
        picture(node).is_some_and(|image| {
            !matches!(
                self.resolved(image.target),
                Resolved::File(..) | Resolved::External(_)
            )
        })
    }

    /// Writes an image: as a figure if it stands by itself in a paragraph, else within the line.
    pub(super) fn figure(&mut self, node: &Inline) {
        let Some(image) = picture(node) else {
            return;
        };
        if self.is_copy {
            self.text(&image.alt);
            return;
        }
        self.out.counts.images += 1;
        let resolved = self.resolved(image.target);
        let source = match resolved {
            Resolved::File(path, suffix) => match self.shared.apart {
                Some(apart) => (apart.picture)(path),
                None => self.file_url(path, suffix),
            },
            Resolved::External(address) => url::encode_address(address),
            _ => {
                self.missing(image, resolved);
                return;
            }
        };
        if image.alt.trim().is_empty() && image.title.is_empty() {
            self.found(Diagnostic::new(Code::MissingAlt, node.span, []));
        }
        let is_remote = matches!(resolved, Resolved::External(_));
        if is_remote && !self.shared.load_remote_images {
            let name = if image.alt.is_empty() {
                &source
            } else {
                &image.alt
            };
            let _ = write!(
                self.out.html,
                "<a class=\"remote-image external\" href=\"{}\" rel=\"noopener\">{}</a>",
                escape_attribute(&source),
                escape_text(name)
            );
            return;
        }
        self.out.has_remote_images |= is_remote;
        let as_figure = !self.phrasing_only && !self.in_link && self.stands_alone;
        let link = match &node.kind {
            InlineKind::Link(link) if self.leads_anywhere(self.resolved(link.target)) => Some(link),
            _ => None,
        };
        if as_figure {
            self.push("<figure class=\"image\">");
        }
        let may_enlarge = self.shared.apart.is_none() && !self.in_link && !self.phrasing_only;
        let own_link = link.is_none() && may_enlarge;
        if own_link {
            self.push("<a class=\"enlarge\"");
            self.attribute("href", &source);
            if image.alt.trim().is_empty() {
                self.attribute("aria-label", self.words.enlarge);
            }
            self.push(">");
        } else if let Some(link) = link {
            self.open_image_link(link.target);
        }
        self.img(image, &source, is_remote);
        if own_link || link.is_some() {
            self.push("</a>");
        }
        if as_figure {
            if !image.title.is_empty() {
                let _ = write!(
                    self.out.html,
                    "<figcaption>{}</figcaption>",
                    escape_text(&image.title)
                );
            }
            self.push("</figure>\n");
        }
    }

    fn open_image_link(&mut self, target: crate::document::TargetId) {
        let href = match self.resolved(target) {
            Resolved::Note { note, anchor } => Some(self.note_url(*note, anchor.as_deref())),
            Resolved::NoteWithoutAnchor(note) => Some(self.note_url(*note, None)),
            Resolved::Folder(folder) => Some(url::link(
                &self.root,
                &self.shared.catalog.folders[*folder].route,
                None,
            )),
            Resolved::File(path, suffix) => Some(self.file_url(path, suffix)),
            Resolved::External(address) => Some(url::encode_address(address)),
            _ => None,
        };
        let counts = &mut self.out.counts;
        match (&href, self.text.linked.targets.get(target.0 as usize)) {
            (Some(_), Some(Resolved::External(_))) => counts.external_links += 1,
            (Some(_), _) => counts.internal_links += 1,
            (None, _) => counts.broken_links += 1,
        }
        self.push("<a");
        if let Some(href) = href {
            self.attribute("href", &href);
        } else {
            self.push(" class=\"broken\"");
            self.attribute("title", self.words.broken_link);
        }
        self.push(">");
    }

    fn img(&mut self, image: &Image, source: &str, is_remote: bool) {
        self.push("<img");
        self.attribute("src", source);
        self.attribute("alt", &image.alt);
        let natural = match self.resolved(image.target) {
            Resolved::File(path, _) => self.shared.image_sizes.get(path).copied(),
            _ => None,
        };
        match shown_size(image.size, natural) {
            Shown::Box(width, height) => {
                let _ = write!(self.out.html, " width=\"{width}\" height=\"{height}\"");
            }
            Shown::Width(width) => {
                let _ = write!(self.out.html, " width=\"{width}\"");
            }
            Shown::Percent(percent) => {
                if let Some((width, height)) = natural {
                    let _ = write!(self.out.html, " width=\"{width}\" height=\"{height}\"");
                }
                let class = self.out.styles.class("width", &format!("{percent}%"));
                self.attribute("class", &class);
            }
            Shown::Unknown => {}
        }
        if !image.title.is_empty() {
            self.attribute("title", &image.title);
        }
        if self.shared.apart.is_none() {
            self.push(" loading=\"lazy\" decoding=\"async\"");
        }
        if is_remote {
            self.push(" referrerpolicy=\"no-referrer\"");
        }
        self.push(">");
    }

    fn missing(&mut self, image: &Image, resolved: &Resolved) {
        self.out.counts.missing_images += 1;
        let raw = match resolved {
            // No page may repeat the name of a private note.
            Resolved::Private => String::new(),
            _ => self.text.note.document.targets[image.target.0 as usize]
                .raw
                .clone(),
        };
        let label = match resolved {
            Resolved::Outside => self.words.outside_image,
            Resolved::Unsafe => self.words.unsafe_link,
            _ => self.words.missing_image,
        };
        let is_figure = self.stands_alone && !self.phrasing_only && !self.in_link;
        let name = if is_figure { "figure" } else { "span" };
        let _ = write!(
            self.out.html,
            "<{name} class=\"missing-image\" data-src=\"{}\"><span class=\"missing-label\">{label}</span> <code>{}</code>",
            escape_attribute(&raw),
            escape_text(&raw)
        );
        let caption = if image.title.is_empty() {
            &image.alt
        } else {
            &image.title
        };
        if !caption.is_empty() {
            let _ = write!(
                self.out.html,
                " <span class=\"missing-alt\">{}</span>",
                escape_text(caption)
            );
        }
        let _ = write!(self.out.html, "</{name}>");
    }
}

/// The size of an image on the page.
#[derive(Debug, PartialEq)]
enum Shown {
    Box(u32, u32),
    Width(u32),
    Percent(f32),
    Unknown,
}

fn shown_size(wanted: ImageSize, natural: Option<(u32, u32)>) -> Shown {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "sizes are far below the limits, and at least one pixel"
    )]
    let scaled = |length: u32, factor: f64| ((f64::from(length) * factor).round().max(1.0)) as u32;
    match (wanted, natural) {
        (ImageSize::Zoom(zoom), Some((width, height))) => Shown::Box(
            scaled(width, f64::from(zoom)),
            scaled(height, f64::from(zoom)),
        ),
        (ImageSize::Natural, Some((width, height)))
        | (ImageSize::Pixels(width, Some(height)), _) => Shown::Box(width, height),
        (ImageSize::Pixels(width, None), Some((w, h))) if w > 0 => {
            Shown::Box(width, scaled(h, f64::from(width) / f64::from(w)))
        }
        (ImageSize::Pixels(width, None), _) => Shown::Width(width),
        (ImageSize::Percent(percent), _) => Shown::Percent(percent),
        (ImageSize::Natural | ImageSize::Zoom(_), None) => Shown::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zoom_scales_the_natural_size() {
        assert_eq!(
            shown_size(ImageSize::Zoom(0.2), Some((1000, 505))),
            Shown::Box(200, 101)
        );
        assert_eq!(
            shown_size(ImageSize::Pixels(300, None), Some((600, 400))),
            Shown::Box(300, 200)
        );
        assert_eq!(
            shown_size(ImageSize::Pixels(300, None), None),
            Shown::Width(300)
        );
    }
}
