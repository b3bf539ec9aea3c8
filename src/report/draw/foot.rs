//! The foot of a page: a word in bold before each block of small lines.

use super::super::style::{self, size};
use super::{Canvas, Drawn, Frame, Type, answer};

/// Distance of lines, space after a block, and the indent of what stands after its word.
const LINE: f64 = 8.4;
const AFTER: f64 = 1.4;
const INDENT: f64 = 38.0;

/// A word and its lines.
pub type Block = (&'static str, Vec<String>);

/// A block, wrapped to at most so many lines of a page's foot.
pub fn block(word: &'static str, text: &str, most: usize) -> Block {
    (word, Type::plain(size::SMALL, style::SUB).wrap(text, answer::width() - INDENT - 4.0, most))
}

/// Height of all blocks.
pub fn height(blocks: &[Block]) -> f64 {
    blocks.iter().map(|(_, lines)| lines.len() as f64 * LINE + AFTER).sum()
}

/// Blocks below each other from the top of the frame.
pub fn draw(canvas: &Canvas, frame: Frame, blocks: &[Block]) -> Drawn {
    let (head, set) = (Type::bold(size::SMALL, style::INK), Type::plain(size::SMALL, style::SUB));
    let mut y = frame.y + LINE / 2.0;
    for (word, lines) in blocks {
        canvas.left(word, (frame.x + 2.0, y), head)?;
        for line in lines {
            canvas.left(line, (frame.x + INDENT, y), set)?;
            y += LINE;
        }
        y += AFTER;
    }
    Ok(())
}
