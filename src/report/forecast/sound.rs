//! Whether a forecast that was read from a file hangs together, so that its page is not nonsense.

use super::super::sound::{Sound, must, version, within};
use crate::experiment::forecast::results::{Fate, Forecast, Place, Runout};
use crate::scenario::growth::date::Date;

/// Greatest figure, and longest horizon in months: axes count on them.
const GREATEST: f64 = 1e15;
const LONGEST: f64 = 1200.0;

/// Whether a forecast hangs together; else what does not, and where.
pub fn sound(forecast: &Forecast) -> Sound {
    version(&forecast.model_version)?;
    let growth = &forecast.growth;
    for (day, key) in [(&growth.start, "start"), (&growth.until, "until")] {
        let fault = || format!("`{day}` is no day");
        within(must(day.parse::<Date>().is_ok(), fault), &format!("growth.{key}"))?;
    }
    within(must(month(growth.months), || "it is no horizon".into()), "growth.months")?;
    for (at, counts) in growth.counts.iter().enumerate() {
        let whole = counts.devices.len() == growth.laws.len() && month(counts.months);
        within(must(whole, || "it is not of these classes".into()), &format!("growth.counts.{at}"))?;
    }
    within(must(!forecast.runouts.is_empty(), || "there is none".into()), "runouts")?;
    for (at, one) in forecast.runouts.iter().enumerate() {
        within(runout(one), &format!("runouts.{at}"))?;
    }
    for (at, one) in forecast.places.iter().enumerate() {
        within(place(forecast, one), &format!("places.{at}"))?;
    }
    let window = forecast.scenario.simulated_s;
    within(must((0.0..GREATEST).contains(&window), || "it is no time".into()), "scenario.simulated_s")
}

fn month(month: f64) -> bool {
    (0.0..=LONGEST).contains(&month)
}

fn runout(runout: &Runout) -> Sound {
    must(libm::fabs(runout.objective.limit_value) <= GREATEST, || "its limit is none".into())?;
    let dated = runout.fate != Fate::Missed || runout.at.is_some_and(month) && runout.month.is_some();
    must(dated, || "it is missed, and no month says when".into())?;
    let ordered = runout.ci.as_ref().is_none_or(|ci| {
        let [low, high] = ci.months;
        low <= high && [low, high].iter().all(|end| libm::fabs(*end) <= GREATEST)
    });
    must(ordered, || "its interval is none".into())
}

fn place(forecast: &Forecast, place: &Place) -> Sound {
    must(month(place.months), || "it lies beyond the horizon".into())?;
    must(place.measures.len() == forecast.runouts.len(), || "it is not of these objectives".into())?;
    let figures = place.measures.iter().flat_map(|one| one.ci.into_iter().flatten().chain(one.value));
    must(figures.into_iter().all(|one| (0.0..=GREATEST).contains(&one)), || {
        "a figure is none of a network".into()
    })
}
