//! The picture that stands for a site where its address is shared: mountains in ink, drawn from the id of the site, and the
//! seal of the theme.
//!
//! There is no text in it. The fonts of the machine must not reach the output, Han fonts are too large to carry, and whoever
//! shows the picture sets the title beside it. A site that wants another puts it into its theme.
//!
//! Nothing but additions, multiplications, divisions and roots are used, whose results are the same everywhere.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use sha2::{Digest, Sha256};
use tiny_skia::{
    Color, FillRule, GradientStop, LinearGradient, Paint, PathBuilder, Pixmap, Point, Rect, Shader,
    SpreadMode, Stroke, Transform,
};

/// The size in pixels that previews ask for.
pub const WIDTH: u32 = 1200;
/// See [`WIDTH`].
pub const HEIGHT: u32 = 630;

/// The same for drawing.
const SIZE: (f32, f32) = (1200.0, 630.0);

/// The colours of the theme, as in `static/css/tokens.css`.
const PAPER: [u8; 3] = [0xfd, 0xfc, 0xf8];
const PAPER_2: [u8; 3] = [0xf5, 0xf2, 0xea];
const INK: [u8; 3] = [0x1f, 0x23, 0x28];
const SEAL: [u8; 3] = [0xb2, 0x3a, 0x24];

/// Chains of mountains from the farthest on: where the chain lies, how high it rises above that, how wide its mountains are
/// (all in pixels), and how dark it is.
const CHAINS: [(f32, f32, f32, f32); 5] = [
    (350.0, 190.0, 330.0, 0.16),
    (410.0, 170.0, 260.0, 0.24),
    (470.0, 160.0, 300.0, 0.36),
    (545.0, 150.0, 240.0, 0.55),
    (620.0, 130.0, 280.0, 0.86),
];

/// The picture of the site with this id, as PNG.
pub fn card(id: &str) -> Vec<u8> {
    let seed = Sha256::digest(id);
    let seed = seed[..8]
        .iter()
        .fold(0, |seed, byte| seed << 8 | u64::from(*byte));
    let Some(mut picture) = Pixmap::new(WIDTH, HEIGHT) else {
        return Vec::new();
    };
    draw(&mut picture, seed);
    // What is opaque is the same with and without its alpha.
    let pixels = picture.pixels().iter();
    let rgb: Vec<u8> = pixels
        .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
        .collect();
    let mut file = Vec::new();
    let encoder =
        PngEncoder::new_with_quality(&mut file, CompressionType::Best, FilterType::Adaptive);
    // Nothing fails that is written into memory with the right number of bytes.
    let _ = encoder.write_image(&rgb, WIDTH, HEIGHT, ExtendedColorType::Rgb8);
    file
}

fn draw(picture: &mut Pixmap, seed: u64) {
    let (width, height) = SIZE;
    picture.fill(color(PAPER, 1.0));
    if let Some(all) = Rect::from_xywh(0.0, 0.0, width, height) {
        let paint = downward(0.0, height, color(PAPER, 1.0), color(PAPER_2, 1.0));
        picture.fill_rect(all, &paint, Transform::identity(), None);
    }
    let moon = 480.0 + 560.0 * unit(seed, 0, 0);
    let mut path = PathBuilder::new();
    path.push_circle(moon, 170.0, 72.0);
    fill(picture, path, &plain(color([0xe9, 0xdf, 0xc8], 1.0)));
    for (chain, (base, rise, span, dark)) in (1..).zip(CHAINS) {
        let mut path = PathBuilder::new();
        path.move_to(0.0, height);
        let mut top = base;
        let mut x = 0.0;
        while x <= width {
            let y = base - rise * ridge(seed, chain, x / span);
            top = top.min(y);
            path.line_to(x, y);
            x += 3.0;
        }
        path.line_to(width, height);
        path.close();
        // Mist lies at the feet of every chain but the nearest.
        let foot = if chain == 5 { dark } else { dark * 0.12 };
        let paint = downward(top, base + 60.0, color(INK, dark), color(INK, foot));
        fill(picture, path, &paint);
    }
    seal(picture);
}

/// The seal of `static/img/seal.svg`, whose drawing is 32 units wide.
fn seal(picture: &mut Pixmap) {
    let place = Transform::from_row(3.75, 0.0, 0.0, 3.75, 84.0, 78.0);
    let paper = plain(color(PAPER, 1.0));
    if let Some(path) = rounded(0.0, 0.0, 32.0, 32.0, 6.0).finish() {
        let red = plain(color(SEAL, 1.0));
        picture.fill_path(&path, &red, FillRule::Winding, place, None);
    }
    if let Some(path) = rounded(6.5, 5.5, 19.0, 21.0, 4.0).finish() {
        let line = Stroke {
            width: 2.0,
            ..Stroke::default()
        };
        picture.stroke_path(&path, &paper, &line, place, None);
    }
    let mut pool = PathBuilder::new();
    pool.move_to(10.0, 12.5);
    pool.cubic_to(10.0, 10.5, 11.2, 9.3, 13.0, 9.3);
    pool.line_to(19.0, 9.3);
    pool.cubic_to(20.8, 9.3, 22.0, 10.5, 22.0, 12.5);
    pool.cubic_to(22.0, 13.4, 21.3, 13.8, 20.5, 13.5);
    pool.cubic_to(17.5, 12.3, 14.5, 12.3, 11.5, 13.5);
    pool.cubic_to(10.7, 13.8, 10.0, 13.4, 10.0, 12.5);
    pool.close();
    if let Some(path) = pool.finish() {
        picture.fill_path(&path, &paper, FillRule::Winding, place, None);
    }
}

/// A rectangle with round corners, whose arcs are cubic curves as usual.
fn rounded(x: f32, y: f32, width: f32, height: f32, radius: f32) -> PathBuilder {
    // 4/3·(√2 − 1)
    let near = radius * (1.0 - 0.552_284_8);
    let (right, bottom) = (x + width, y + height);
    let mut path = PathBuilder::new();
    path.move_to(x + radius, y);
    path.line_to(right - radius, y);
    path.cubic_to(right - near, y, right, y + near, right, y + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(
        right,
        bottom - near,
        right - near,
        bottom,
        right - radius,
        bottom,
    );
    path.line_to(x + radius, bottom);
    path.cubic_to(x + near, bottom, x, bottom - near, x, bottom - radius);
    path.line_to(x, y + radius);
    path.cubic_to(x, y + near, x + near, y, x + radius, y);
    path.close();
    path
}

fn fill(picture: &mut Pixmap, path: PathBuilder, paint: &Paint<'_>) {
    if let Some(path) = path.finish() {
        picture.fill_path(&path, paint, FillRule::Winding, Transform::identity(), None);
    }
}

fn color([red, green, blue]: [u8; 3], alpha: f32) -> Color {
    let mut color = Color::from_rgba8(red, green, blue, 255);
    color.set_alpha(alpha);
    color
}

fn plain(color: Color) -> Paint<'static> {
    Paint {
        shader: Shader::SolidColor(color),
        ..Paint::default()
    }
}

/// A wash from one colour at `top` to another at `bottom`.
fn downward(top: f32, bottom: f32, from: Color, to: Color) -> Paint<'static> {
    let stops = vec![GradientStop::new(0.0, from), GradientStop::new(1.0, to)];
    let points = [Point::from_xy(0.0, top), Point::from_xy(0.0, bottom)];
    let wash = LinearGradient::new(
        points[0],
        points[1],
        stops,
        SpreadMode::Pad,
        Transform::identity(),
    );
    wash.map_or_else(
        || plain(from),
        |shader| Paint {
            shader,
            ..Paint::default()
        },
    )
}

/// How high a chain is at `x`, 0 to 1: ridged value noise, five octaves of it, after F. Kenton Musgrave ("Texturing and
/// Modeling", chapter 16).
fn ridge(seed: u64, chain: u32, x: f32) -> f32 {
    let mut height = 0.0;
    let mut share = 0.5;
    let mut scale = 1.0;
    for octave in 0..5 {
        let noise = noise(seed, chain * 8 + octave, x * scale);
        let peak = 1.0 - (2.0 * noise - 1.0).abs();
        // The large forms are mountains, the small ones only make them rough.
        height += share * if octave < 2 { peak * peak } else { noise };
        share *= 0.5;
        scale *= 2.1;
    }
    height
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a picture is no more than a few dozen mountains wide, and begins at 0"
)]
/// Smooth noise: random values at whole numbers, joined by a cubic curve.
fn noise(seed: u64, row: u32, x: f32) -> f32 {
    let whole = x.floor();
    let part = x - whole;
    let at = whole as u32;
    let smooth = part * part * (3.0 - 2.0 * part);
    let (left, right) = (unit(seed, row, at), unit(seed, row, at + 1));
    left + (right - left) * smooth
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the 24 bits that are left are those that it holds"
)]
/// A value from 0 to 1 for each place: `SplitMix64` (Steele, Lea and Flood, 2014).
fn unit(seed: u64, row: u32, at: u32) -> f32 {
    let place = u64::from(row) << 32 | u64::from(at);
    let mut z = seed.wrapping_add(place.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    (z >> 40) as f32 / 16_777_216.0
}
