//! A table: columns as wide as their text, the giving ones shortened where the frame is too narrow.

use super::super::figure::{Cell, Column, Dash, Stroke, Table};
use super::super::style::{self, size};
use super::{Canvas, Drawn, Frame, Type};

/// Between columns: at least, and at most where there is room.
const GAP: (f64, f64) = (8.0, 20.0);
const HEAD: f64 = 11.0;
/// Distance of lines: as much as there is, between these.
const LINE: (f64, f64) = (10.0, 15.0);
/// No column gets narrower.
const NARROWEST: f64 = 34.0;

/// Head, rows, and how many did not fit.
pub fn draw(canvas: &Canvas, frame: Frame, table: &Table) -> Drawn {
    let widths = widths(table, frame.w);
    let spare = frame.w - widths.iter().sum::<f64>();
    let gap = (spare / libm::fmax(widths.len() as f64 - 1.0, 1.0)).clamp(GAP.0, GAP.1);
    let (head, text) = (Type::plain(size::LABEL, style::SUB), Type::plain(size::BODY, style::INK));
    let mut x = frame.x;
    for (column, width) in table.columns.iter().zip(&widths) {
        canvas.left(&head.elide(&column.head, *width), (x, frame.y + 4.0), head)?;
        x += width + gap;
    }
    let room = frame.h - HEAD;
    let step = (room / table.rows.len().max(1) as f64).clamp(LINE.0, LINE.1);
    let fit = libm::floor(room / step + 1e-6) as usize;
    let shown = if fit < table.rows.len() { fit.saturating_sub(1) } else { table.rows.len() };
    for (at, row) in table.rows.iter().take(shown).enumerate() {
        let line = Frame::new(frame.x, frame.y + HEAD + at as f64 * step, frame.w, step);
        draw_row(canvas, line, row, (&widths, gap), text)?;
    }
    if shown < table.rows.len() {
        let more =
            format!("… and {} more; all in charts/objectives.png and results.json", table.rows.len() - shown);
        let y = frame.y + HEAD + (shown as f64 + 0.5) * step;
        return canvas.left(&head.elide(&more, frame.w), (frame.x, y), head);
    }
    notes(canvas, frame.cut(0.0, HEAD + shown as f64 * step + 4.0, 0.0, 0.0), &table.notes)
}

/// As many notes as there is room for.
fn notes(canvas: &Canvas, frame: Frame, notes: &[String]) -> Drawn {
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
    Ok(())
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

fn widths(table: &Table, available: f64) -> Vec<f64> {
    let text = Type::plain(size::BODY, style::INK);
    let mut widths: Vec<f64> = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        let cells = table.rows.iter().filter_map(|row| row.get(at)).map(|cell| match cell {
            Cell::Text(words) => text.width(words),
            Cell::State(verdict, tight) => {
                Type::bold(size::LABEL, style::INK).width(style::state(*verdict, *tight).0) + 10.0
            }
        });
        widths.push(cells.fold(text.width(&column.head), libm::fmax) + 0.5);
    }
    let gaps = GAP.0 * (widths.len().max(1) - 1) as f64;
    narrow(&mut widths, &table.columns, available - gaps);
    widths
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
