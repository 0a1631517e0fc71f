//! Texts that have much in common, each piece kept once.
//!
//! A site says the same in many places: what is around every page, an answer in its note, on its card and on sheets to
//! print. Deflate forgets what lies more than 32 KiB back, so texts are cut into pieces first, a piece that was there
//! before is named by where it is, and only then are the pieces compressed, in packets that are opened one by one.

use std::collections::HashMap;

/// A packet ends with the piece that makes it so large, in bytes before compression.
const PACKET_BYTES: usize = 768 << 10;

/// What stands between the pieces of a packet. No text that is packed holds it.
pub(super) const BETWEEN: char = '\0';

/// What a new piece begins with behind the end of a tag: what repeats on several pages without what is around it.
const BEGINNINGS: [&str; 16] = [
    "<p",
    "<li",
    "<div",
    "<h1",
    "<h2",
    "<h3",
    "<h4",
    "<tr",
    "<section",
    "<ul",
    "<ol",
    "<nav",
    "<header",
    "<figure",
    "<span class=\"math",
    "<a ",
];

/// Where the pieces of a text are: packet, first piece, how many, and so on.
pub(super) type Runs = Vec<u32>;

/// Takes texts one after the other.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    known: HashMap<String, (u32, u32)>,
    finished: Vec<String>,
    packet: String,
    count: u32,
}

impl Pieces {
    /// Takes a text, and returns where its pieces are.
    pub(super) fn add(&mut self, text: &str) -> Runs {
        let mut runs: Runs = Vec::new();
        for piece in split(text) {
            let (packet, index) = self.place(piece);
            let continues = runs.len() >= 3 && {
                let last = &runs[runs.len() - 3..];
                last[0] == packet && last[1] + last[2] == index
            };
            match runs.last_mut() {
                Some(count) if continues => *count += 1,
                _ => runs.extend([packet, index, 1]),
            }
        }
        runs
    }

    /// The packets, not yet compressed.
    pub(super) fn into_packets(mut self) -> Vec<String> {
        self.finished.push(self.packet);
        self.finished
    }

    fn place(&mut self, piece: &str) -> (u32, u32) {
        if let Some(place) = self.known.get(piece) {
            return *place;
        }
        if self.packet.len() >= PACKET_BYTES {
            self.finished.push(std::mem::take(&mut self.packet));
            self.count = 0;
        }
        if self.count > 0 {
            self.packet.push(BETWEEN);
        }
        self.packet.push_str(piece);
        let packet = u32::try_from(self.finished.len()).unwrap_or(u32::MAX);
        let place = (packet, self.count);
        self.count += 1;
        self.known.insert(piece.to_owned(), place);
        place
    }
}

/// The pieces of a text: its lines, and within them what stands in elements of its own.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, after) = rest.split_at(piece_length(rest));
        rest = after;
        Some(piece)
    })
}

fn piece_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let begins = || BEGINNINGS.iter().any(|tag| text[at + 1..].starts_with(tag));
        if *byte == b'\n' || (*byte == b'>' && begins()) {
            return at + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpack(packets: &[String], runs: &[u32]) -> String {
        let mut text = String::new();
        for run in runs.chunks(3) {
            let pieces: Vec<&str> = packets[run[0] as usize].split(BETWEEN).collect();
            text.extend(pieces[run[1] as usize..][..run[2] as usize].iter().copied());
        }
        text
    }

    #[test]
    fn texts_come_back_and_what_they_share_is_there_once() {
        let mut pieces = Pieces::default();
        let texts = [
            "<nav>甲</nav>\n<p>one</p><p>two</p>\n",
            "",
            "<nav>甲</nav>\n<p>three</p><p>two</p>\n\n",
        ];
        let runs = texts.map(|text| pieces.add(text));
        let packets = pieces.into_packets();
        for (text, runs) in texts.iter().zip(&runs) {
            assert_eq!(unpack(&packets, runs), *text);
        }
        assert_eq!(packets.len(), 1);
        assert_eq!(packets[0].matches("甲").count(), 1);
        assert_eq!(packets[0].matches("two").count(), 1);
    }

    #[test]
    fn packets_end() {
        let mut pieces = Pieces::default();
        let line = |number: usize| format!("{number}{}\n", "x".repeat(1000));
        let text: String = (0..2000).map(line).collect();
        let runs = pieces.add(&text);
        let packets = pieces.into_packets();
        assert_eq!(packets.len(), 3);
        assert_eq!(runs.len(), 9);
        assert_eq!(unpack(&packets, &runs), text);
    }
}
