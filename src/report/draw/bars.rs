//! Bars against a limit: names to the left, the value at each bar's end, thin lines its interval.

use super::super::figure::{BarRow, Bars, Dash, Stroke};
use super::super::style::{self, size};
use super::{Canvas, Drawn, Frame, Type, tornado};

/// Height of a row: as much as there is, between these; and of the axis with its name.
const ROW: (f64, f64) = (11.0, 30.0);
const AXIS: f64 = 24.0;
/// From this height of a row on there is room for two lines beside it.
const TWO_LINES: f64 = 16.0;
/// Share of the width that labels take at most.
const LABEL: f64 = 0.4;
/// Room for what is not shown, and for the words at a bar's end.
const FOOT: f64 = 9.0;
const WORDS: f64 = 46.0;
/// Between a bar, or a line, and words.
const AFTER: f64 = 3.0;
/// An interval shorter than this would be a speck on the bar's end.
const SHORTEST: f64 = 1.5;

/// Rows, axis, what is not shown.
pub fn draw(canvas: &Canvas, frame: Frame, bars: &Bars) -> Drawn {
    let (name, sub) = (Type::plain(size::LABEL, style::INK), Type::plain(size::SMALL, style::SUB));
    let foot = if bars.more.is_empty() { 0.0 } else { FOOT };
    let room = frame.h - 2.0 - AXIS - foot;
    let step = (room / libm::fmax(bars.rows.len() as f64, 1.0)).clamp(ROW.0, ROW.1);
    let two_lines = step >= TWO_LINES;
    let wide = |row: &BarRow| match two_lines {
        true => libm::fmax(name.width(&row.label), sub.width(&row.sub)),
        false => name.width(&one_line(row)),
    };
    let widest = bars.rows.iter().map(wide).fold(30.0, libm::fmax) + 8.0;
    let label = libm::fmin(widest, LABEL * frame.w);
    let plot = frame.cut(label, 2.0, WORDS, AXIS + foot);
    let plot = Frame { h: step * bars.rows.len() as f64, ..plot };
    tornado::axis(canvas, plot, &bars.axis)?;
    for (at, row) in bars.rows.iter().enumerate() {
        let line = Frame::new(plot.x, plot.y + at as f64 * step, plot.w, step);
        let middle = line.y + step / 2.0;
        if two_lines && !row.sub.is_empty() {
            canvas.left(&name.elide(&row.label, label - 6.0), (frame.x, middle - 4.0), name)?;
            canvas.left(&sub.elide(&row.sub, label - 6.0), (frame.x, middle + 4.4), sub)?;
        } else {
            canvas.left(&name.elide(&one_line(row), label - 6.0), (frame.x, middle), name)?;
        }
        bar(canvas, line, bars, row)?;
    }
    for (mark, dash) in bars.marks.into_iter().zip([Dash::Dotted, Dash::Solid]) {
        tornado::limit(canvas, plot, &bars.axis, mark, dash)?;
    }
    canvas.left(&sub.elide(&bars.more, frame.w), (frame.x, frame.bottom() - 3.0), sub)
}

fn one_line(row: &BarRow) -> String {
    if row.sub.is_empty() { row.label.clone() } else { format!("{}, {}", row.label, row.sub) }
}

fn bar(canvas: &Canvas, line: Frame, bars: &Bars, row: &BarRow) -> Drawn {
    let x = |value: f64| line.x + bars.axis.place(value.clamp(bars.axis.from, bars.axis.to)) * line.w;
    let high = libm::fmin(line.h * 0.56, 12.0);
    let (y, middle) = (line.y + (line.h - high) / 2.0, line.y + line.h / 2.0);
    canvas.cell(Frame::new(line.x, y, libm::fmax(x(row.value) - line.x, 0.0), high), row.color)?;
    let mut end = x(row.value);
    if let Some([low, up]) = row.ci.filter(|[low, up]| x(*up) - x(*low) >= SHORTEST) {
        let stroke = Stroke { color: style::INK, width: 0.6, dash: Dash::Solid };
        canvas.path(&[(x(low), middle), (x(up), middle)], stroke)?;
        end = libm::fmax(end, x(up));
    }
    let set = Type::plain(size::SMALL, style::INK);
    let marks = bars.marks.into_iter().flatten().map(x).collect::<Vec<_>>();
    canvas.left(&row.text, (clear(end + AFTER, set.width(&row.text), &marks), middle), set)
}

/// Where words of this width begin at or behind `from`, clear of all upright lines.
fn clear(from: f64, width: f64, lines: &[f64]) -> f64 {
    let mut sorted = lines.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
        .into_iter()
        .fold(from, |at, line| if at - AFTER < line && line < at + width + AFTER { line + AFTER } else { at })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_limit_runs_through_the_words_at_a_bars_end() {
        assert_eq!(clear(90.0, 20.0, &[70.0, 100.0]), 100.0 + AFTER);
        assert_eq!(clear(60.0, 20.0, &[100.0, 70.0]), 70.0 + AFTER);
        assert_eq!(clear(20.0, 20.0, &[70.0, 100.0]), 20.0);
    }
}
