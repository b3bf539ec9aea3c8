//! A panic is a bug of iotcap, never of the scenario: it is answered with a sentence and exit status 70.

use std::panic::{PanicHookInfo, set_hook};

/// Replaces the usual panic message by a sentence that says whose fault it is.
pub fn own_up() {
    set_hook(Box::new(|info| eprintln!("{}", sentence(info))));
}

fn sentence(info: &PanicHookInfo) -> String {
    let payload = info.payload();
    let text = payload.downcast_ref::<&str>().copied();
    let what = text.or(payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message");
    let place = info.location().map_or(String::new(), |at| format!(" ({}:{})", at.file(), at.line()));
    format!("error: this is a bug of iotcap: {what}{place}\nPlease report it with the scenario file.")
}
