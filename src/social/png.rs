//! PNG files, as the specification (ISO/IEC 15948) has them.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

/// The bytes of a pixel: red, green and blue.
const PIXEL: usize = 3;

/// A picture of `width` times `height` pixels, whose bytes are `rgb`, row by row.
pub(super) fn encode(width: u32, height: u32, rgb: &[u8]) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = Vec::with_capacity(13);
    head.extend(width.to_be_bytes());
    head.extend(height.to_be_bytes());
    // Eight bits for each of three colours; the only kinds of compression and filter, and no interlacing.
    head.extend([8, 2, 0, 0, 0]);
    chunk(&mut file, *b"IHDR", &head);
    chunk(
        &mut file,
        *b"IDAT",
        &compressed(&filtered(rgb, width as usize * PIXEL)),
    );
    chunk(&mut file, *b"IEND", &[]);
    file
}

fn chunk(file: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    let mut sum = Crc::new();
    sum.update(&kind);
    sum.update(data);
    file.extend(length.to_be_bytes());
    file.extend(kind);
    file.extend(data);
    file.extend(sum.sum().to_be_bytes());
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    // Nothing fails that is written into memory.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

/// Every row as its differences from what stands left of it or above it, whichever come out smaller in sum: filters 1 and 2.
fn filtered(rgb: &[u8], row: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(rgb.len() + rgb.len() / row.max(1));
    let blank = vec![0; row];
    let mut above = blank.as_slice();
    for line in rgb.chunks_exact(row) {
        let left = std::iter::repeat_n(&0, PIXEL).chain(line);
        let by_left: Vec<u8> = line
            .iter()
            .zip(left)
            .map(|(a, b)| a.wrapping_sub(*b))
            .collect();
        let by_above: Vec<u8> = line
            .iter()
            .zip(above)
            .map(|(a, b)| a.wrapping_sub(*b))
            .collect();
        let sum = |row: &[u8]| -> u64 {
            let size = |byte: &u8| u64::from(byte.cast_signed().unsigned_abs());
            row.iter().map(size).sum()
        };
        if sum(&by_left) < sum(&by_above) {
            out.push(1);
            out.extend(by_left);
        } else {
            out.push(2);
            out.extend(by_above);
        }
        above = line;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    /// Reads the rows back by the rules of the specification.
    fn decoded(file: &[u8], row: usize) -> Vec<u8> {
        let mut at = 8;
        let mut out: Vec<u8> = Vec::new();
        while at < file.len() {
            let length = u32::from_be_bytes(file[at..at + 4].try_into().unwrap()) as usize;
            let data = &file[at + 8..at + 8 + length];
            let mut sum = Crc::new();
            sum.update(&file[at + 4..at + 8 + length]);
            assert_eq!(
                file[at + 8 + length..at + 12 + length],
                sum.sum().to_be_bytes()
            );
            if &file[at + 4..at + 8] == b"IDAT" {
                let mut bytes = Vec::new();
                flate2::read::ZlibDecoder::new(data)
                    .read_to_end(&mut bytes)
                    .unwrap();
                for line in bytes.chunks(row + 1) {
                    for index in 0..row {
                        let left = if index < PIXEL {
                            0
                        } else {
                            out[out.len() - PIXEL]
                        };
                        let above = out.len().checked_sub(row).map_or(0, |at| out[at]);
                        let before = if line[0] == 1 { left } else { above };
                        out.push(line[index + 1].wrapping_add(before));
                    }
                }
            }
            at += 12 + length;
        }
        out
    }

    #[test]
    fn what_is_written_can_be_read() {
        let rgb: Vec<u8> = (0..7 * 5 * 3_u32).map(|at| (at * at % 251) as u8).collect();
        let file = encode(7, 5, &rgb);
        assert!(file.starts_with(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x07\0\0\0\x05\x08\x02"));
        assert_eq!(decoded(&file, 21), rgb);
    }
}
