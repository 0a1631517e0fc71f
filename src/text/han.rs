//! Which characters are Chinese, for line breaks, emphasis and links.

/// Whether `c` is a Han ideograph.
pub fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' | '々' | '〇')
}

/// Whether `c` is punctuation that takes a whole square: `，。（）「」` and the like.
pub fn is_wide_punctuation(c: char) -> bool {
    matches!(c,
        '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}'
        | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}'
        | '\u{ff5b}'..='\u{ff65}' | '\u{fe30}'..='\u{fe4f}'
        | '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}

/// Whether a newline beside `c` is no space in Chinese and Japanese text (East Asian Width F, W or H; CSS Text 3, 4.1.2).
pub fn is_cjk(c: char) -> bool {
    is_han(c)
        || matches!(c,
            '\u{3001}'..='\u{303f}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}'
            | '\u{3100}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}'
            | '\u{2e80}'..='\u{2fdf}' | '\u{ff01}'..='\u{ff9f}' | '\u{fe30}'..='\u{fe4f}')
}
