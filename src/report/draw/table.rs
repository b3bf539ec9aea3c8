//! Tables: columns as wide as their text; where the frame is too narrow the type gets smaller, and only then the
//! giving ones are shortened.

use super::super::figure::{Cell, Column, Dash, Stroke, Table};
use super::super::style::{self, size};
use super::{Canvas, DrawError, Drawn, Frame, Type};

/// Between columns: at least, and at most where there is room.
const GAP: (f64, f64) = (5.5, 20.0);
const HEAD: f64 = 11.0;
/// Distance of lines: as much as there is, between these.
const LINE: (f64, f64) = (10.0, 15.0);
/// No column gets narrower.
const NARROWEST: f64 = 34.0;

/// Between two tables.
const APART: f64 = 9.0;
/// Sizes of type: smaller before a word is cut.
const SIZES: [f64; 4] = [size::BODY, size::LABEL, size::SMALL, 5.9];

/// One table below the other; a later one only as far as there is room.
pub fn draw(canvas: &Canvas, frame: Frame, tables: &[Table]) -> Drawn {
    let mut left = frame;
    for (at, table) in tables.iter().enumerate() {
        let least = HEAD + table.rows.len() as f64 * LINE.0;
        if at > 0 && table.if_room && least > left.h {
            continue;
        }
        let after = tables[at + 1..].iter().map(|table| table.rows.len() + 2).sum();
        let used = one(canvas, left, table, after)? + APART;
        left = left.cut(0.0, used, 0.0, 0.0);
    }
    Ok(())
}

/// Head, rows, how many did not fit, notes; answers the height they took. `after`: rows that are to follow.
fn one(canvas: &Canvas, frame: Frame, table: &Table, after: usize) -> Result<f64, DrawError> {
    let (text, widths) = fitting(table, frame.w);
    let spare = frame.w - widths.iter().sum::<f64>();
    let gap = (spare / libm::fmax(widths.len() as f64 - 1.0, 1.0)).clamp(GAP.0, GAP.1);
    let head = Type::plain(libm::fmin(size::LABEL, text.size), style::SUB);
    let mut x = frame.x;
    for (column, width) in table.columns.iter().zip(&widths) {
        canvas.left(&head.elide(&column.head, *width), (x, frame.y + 4.0), head)?;
        x += width + gap;
    }
    let (rows, room) = (table.rows.len(), frame.h - HEAD);
    let most = if after > 0 { LINE.1 - 2.0 } else { LINE.1 };
    let notes = table.notes.len() as f64;
    let step = (room / (libm::fmax(rows as f64, 1.0) + notes + after as f64)).clamp(LINE.0, most);
    let fit = libm::floor(room / step + 1e-6) as usize;
    let shown = if fit < rows { fit.saturating_sub(1) } else { rows };
    for (at, row) in table.rows.iter().take(shown).enumerate() {
        let line = Frame::new(frame.x, frame.y + HEAD + at as f64 * step, frame.w, step);
        draw_row(canvas, line, row, (&widths, gap), text)?;
    }
    if shown < rows {
        let more = format!("… and {} more, in the files beside this page", rows - shown);
        let y = frame.y + HEAD + (shown as f64 + 0.5) * step;
        canvas.left(&head.elide(&more, frame.w), (frame.x, y), head)?;
        return Ok(frame.h);
    }
    let above = HEAD + shown as f64 * step + if notes > 0.0 { 4.0 } else { 0.0 };
    Ok(above + self::notes(canvas, frame.cut(0.0, above, 0.0, 0.0), &table.notes)?)
}

/// The largest type in which no cell is cut, else the smallest; and the columns' widths.
fn fitting(table: &Table, available: f64) -> (Type, Vec<f64>) {
    let set = |size: f64| Type::plain(size, style::INK);
    let gaps = GAP.0 * (table.columns.len().max(1) - 1) as f64;
    let whole = |text: &Type| natural(table, *text).iter().sum::<f64>() + gaps <= available;
    let text = SIZES.into_iter().map(set).find(whole).unwrap_or(set(SIZES[SIZES.len() - 1]));
    let mut widths = natural(table, text);
    narrow(&mut widths, &table.columns, available - gaps);
    (text, widths)
}

/// As many notes as there is room for.
fn notes(canvas: &Canvas, frame: Frame, notes: &[String]) -> Result<f64, DrawError> {
    const STEP: f64 = 8.8;
    let set = Type::plain(size::LABEL, style::SUB);
    let mut y = frame.y;
    for note in notes {
        let lines = set.wrap(note, frame.w, 2);
        if y + lines.len() as f64 * STEP > frame.bottom() {
            break;
        }
        for line in lines {
            canvas.left(&line, (frame.x, y + STEP / 2.0), set)?;
            y += STEP;
        }
    }
    Ok(y - frame.y)
}

fn draw_row(canvas: &Canvas, line: Frame, row: &[Cell], (widths, gap): (&[f64], f64), text: Type) -> Drawn {
    let stroke = Stroke { color: style::GRID, width: 0.5, dash: Dash::Solid };
    canvas.path(&[(line.x, line.y), (line.right(), line.y)], stroke)?;
    let (mut x, y) = (line.x, line.y + line.h / 2.0);
    for (cell, width) in row.iter().zip(widths) {
        match cell {
            Cell::Text(words) => canvas.left(&text.elide(words, *width), (x, y), text)?,
            Cell::State(verdict, tight) => {
                let (word, color) = style::state(*verdict, *tight);
                badge(canvas, Frame::new(x, y - 4.1, *width, 8.2), word, color, size::LABEL)?;
            }
        }
        x += width + gap;
    }
    Ok(())
}

/// A word, white on a round field.
pub fn badge(canvas: &Canvas, frame: Frame, word: &str, color: style::Color, em: f64) -> Drawn {
    canvas.rounded(frame, frame.h / 2.0, color)?;
    let middle = (frame.x + frame.w / 2.0, frame.y + frame.h / 2.0);
    canvas.center(word, middle, Type::bold(em, style::WHITE))
}

/// As wide as heads and cells are.
fn natural(table: &Table, text: Type) -> Vec<f64> {
    let column = |(at, column): (usize, &Column)| {
        let cells = table.rows.iter().filter_map(|row| row.get(at)).map(|cell| match cell {
            Cell::Text(words) => text.width(words),
            Cell::State(verdict, tight) => {
                Type::bold(size::LABEL, style::INK).width(style::state(*verdict, *tight).0) + 10.0
            }
        });
        cells.fold(text.width(&column.head), libm::fmax) + 0.5
    };
    table.columns.iter().enumerate().map(column).collect()
}

/// Takes what is too much from the widest giving column first, then from any.
fn narrow(widths: &mut [f64], columns: &[Column], available: f64) {
    for any in [false, true] {
        loop {
            let over = widths.iter().sum::<f64>() - available;
            let relative = |at: usize| widths[at] / libm::fmax(columns[at].give, 1.0);
            let giving =
                (0..widths.len()).filter(|at| (any || columns[*at].give > 0.0) && widths[*at] > NARROWEST);
            let widest = giving.max_by(|a, b| relative(*a).total_cmp(&relative(*b)));
            let (Some(widest), true) = (widest, over > 0.0) else { break };
            widths[widest] = libm::fmax(widths[widest] - libm::fmin(over, 4.0), NARROWEST);
        }
    }
}
