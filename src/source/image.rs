//! The size of an image, read from the head of its file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// How much of an SVG file is looked at for its opening tag.
const SVG_HEAD: u64 = 64 << 10;

/// Width and height of the image in pixels, as it is shown without further instruction; `None` if it cannot be told.
///
/// For SVG: `width` and `height` in pixels or other absolute units, else the size of `viewBox`.
pub fn image_size(file: &Path) -> Option<(u32, u32)> {
    let extension = file
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or("");
    let (width, height) = if extension.eq_ignore_ascii_case("svg") {
        let mut head = Vec::new();
        File::open(file)
            .ok()?
            .take(SVG_HEAD)
            .read_to_end(&mut head)
            .ok()?;
        svg_size(&String::from_utf8_lossy(&head))?
    } else {
        let size = imagesize::size(file).ok()?;
        (
            u32::try_from(size.width).ok()?,
            u32::try_from(size.height).ok()?,
        )
    };
    (width > 0 && height > 0).then_some((width, height))
}

fn svg_size(head: &str) -> Option<(u32, u32)> {
    let tag = opening_tag(head)?;
    let (mut width, mut height, mut view_box) = (None, None, None);
    for (name, value) in attributes(tag) {
        match name {
            "width" => width = length(value),
            "height" => height = length(value),
            "viewBox" => view_box = view_box_size(value),
            _ => {}
        }
    }
    let (width, height) = match (width, height, view_box) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((w, h))) => (width, width * h / w),
        (None, Some(height), Some((w, h))) => (height * w / h, height),
        (None, None, Some(size)) => size,
        _ => return None,
    };
    Some((pixels(width)?, pixels(height)?))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked"
)]
fn pixels(length: f64) -> Option<u32> {
    let rounded = length.round();
    (1.0..=1_000_000.0)
        .contains(&rounded)
        .then_some(rounded as u32)
}

/// What stands between `<svg` and its `>`; comments and declarations before it are passed over.
fn opening_tag(mut head: &str) -> Option<&str> {
    loop {
        head = &head[head.find('<')?..];
        if let Some(comment) = head.strip_prefix("<!--") {
            head = &comment[comment.find("-->")? + 3..];
        } else if let Some(tag) = head.strip_prefix("<svg")
            && tag.starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/')
        {
            let mut quote = None;
            let end = tag.find(|c: char| {
                match quote {
                    Some(open) if c == open => quote = None,
                    None if c == '"' || c == '\'' => quote = Some(c),
                    None => return c == '>',
                    Some(_) => {}
                }
                false
            })?;
            return Some(&tag[..end]);
        } else {
            head = &head[1..];
        }
    }
}

fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = tag;
    std::iter::from_fn(move || {
        let equals = rest.find('=')?;
        let name = rest[..equals].trim().rsplit(char::is_whitespace).next()?;
        let value = rest[equals + 1..].trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let end = value[1..].find(quote)? + 1;
        rest = &value[end + 1..];
        Some((name, &value[1..end]))
    })
}

/// A CSS length in pixels; relative lengths such as `100%` and `2em` are none.
fn length(value: &str) -> Option<f64> {
    let value = value.trim();
    let unit = value
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '+' | '-')))
        .unwrap_or(value.len());
    let number: f64 = value[..unit].parse().ok()?;
    let scale = match value[unit..].trim() {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        _ => return None,
    };
    (number > 0.0).then_some(number * scale)
}

fn view_box_size(value: &str) -> Option<(f64, f64)> {
    let numbers: Vec<f64> = value
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|part| !part.is_empty())
        .map_while(|part| part.parse().ok())
        .collect();
    match numbers[..] {
        [_, _, width, height] if width > 0.0 && height > 0.0 => Some((width, height)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn svg_sizes() {
        assert_eq!(
            svg_size("<svg width='10' height=\"20px\"></svg>"),
            Some((10, 20))
        );
        assert_eq!(svg_size("<svg viewBox=\"0 0 24,12\">"), Some((24, 12)));
        assert_eq!(
            svg_size("<svg width=\"100%\" viewBox=\"0 0 24 12\">"),
            Some((24, 12))
        );
        assert_eq!(
            svg_size("<svg width='48' viewBox='0 0 24 12'>"),
            Some((48, 24))
        );
        assert_eq!(svg_size("<svg width='1in' height='72pt'>"), Some((96, 96)));
        assert_eq!(
            svg_size(
                "<?xml version='1.0'?><!-- <svg width='1' height='1'> --><!DOCTYPE svg>\n<svg data-x='>'\n width='3' height='4'>"
            ),
            Some((3, 4))
        );
    }

    #[test]
    fn svg_without_a_size() {
        for head in [
            "",
            "<svg>",
            "<svg width='1e999' height='2'>",
            "<svg width='0' height='2'>",
            "<svg viewBox='0 0 0 0'>",
            "<svg width='10",
            "<svgx width='1' height='1'>",
            "<svg stroke-width='3' line-height='4'>",
        ] {
            assert_eq!(svg_size(head), None, "{head}");
        }
    }

    #[test]
    fn pictures() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.gif");
        std::fs::write(&file, b"GIF89a\x05\x00\x07\x00\x00\x00\x00").unwrap();
        assert_eq!(image_size(&file), Some((5, 7)));
        std::fs::write(&file, b"no picture").unwrap();
        assert_eq!(image_size(&file), None);
        assert_eq!(image_size(&folder.path().join("none.png")), None);
    }
}
