//! What the figures mean, in short: one table, printed by `iotcap explain`, named by tests.

/// One definition.
pub struct Definition {
    /// "D4".
    pub name: &'static str,
    /// What it defines.
    pub title: &'static str,
    /// In short.
    pub text: &'static str,
}

macro_rules! definitions {
    ($($name:literal $title:literal $text:literal;)*) => {
        /// Every definition, in order.
        pub const DEFINITIONS: &[Definition] = &[$(Definition { name: $name, title: $title, text: $text }),*];
    };
}

definitions! {
    "D1" "Message" "One application payload, offered once at birth. An attempt is one transmission of it, a copy one reception of it travelling on. ACKs, joins, keep-alives and retransmissions are not offered; they load what they cross.";
    "D2" "Window" "Warm-up is simulated before it and drain after it; neither is measured. Class figures follow the messages born in the window wherever they end, filed under the bin of birth; element figures are what happens inside the window. The two need not add up.";
    "D3" "Offered, in flight" "Offered does not depend on the network's state: a device that is off or barred still offers. In flight: born in the window and still open when the drain ends (at most max(10 min, 10 % of the duration)).";
    "D4" "Delivered" "The first copy left the last stage of its destination within the deadline. Delivery ratio = sum of delivered / sum of offered; in flight counts as not delivered.";
    "D5" "Latency" "Birth to delivery, over every message that arrives, late ones included, so that neither a deadline nor a small buffer flatters it. A late one is lost by `expired` where it waited longest.";
    "D6" "Parts" "Access, airtime, then per element waiting, service or transmission, propagation, and de-duplication: they cut [birth, delivery] of the first copy without gap or overlap. Shown for all messages and for those between p94 and p96.";
    "D7" "Copies" "Each copy loads the links it crosses. The platform folds them: the first goes on when the window closes, later ones are duplicates, never lost. A dropped copy of a message that arrives counts in `dropped`, not in `lost`.";
    "D8" "Lost" "When a message's last attempt's last copy is gone, filed once: the copy that got furthest decides; at equal stage the latest attempt, then the strongest received power, then the name.";
    "D9" "Utilisation, offered load" "Utilisation is time busy over time there was (link: sending; station: servers; gateway: demodulators), at most 100 %; a server that is out of service while others go on is none. Offered load is work arriving over work it can do and may pass 100 %. A radio has no utilisation: its load is airtime in Erlang per channel.";
    "D10" "Bins, peak, busy hour" "Bins: the shortest of 1 s, 10 s, 1, 5, 15 min, 1 h that gives at most 300. Peak: the greatest bin of the mean over replications. Busy hour: per element the 60 min of the clock, moved by bins, with the greatest offered load averaged over days and replications, read in every replication. A window under 1 h is its own.";
    "D11" "Counts" "Counts are sums over replications. A ratio is sum over sum; a percentile is the quantile of the merged histogram (smallest bucket reaching ceil(q n), answered by its middle, at most 0.8 % off).";
    "D12" "Names" "`kind.NAME` is a group, `kind.NAME:ID` a member. An objective on a group holds if it holds for every member; value and interval are those of the worst member by its mean, which is named.";
    "D13" "Capacity line" "Only elements with a rate have one. For a radio the chart is the binding objective's own measure against its limit.";
    "D14" "Binding element" "Of the objectives missed or at risk the one furthest past its limit decides: delivery names the element with most lost messages of the class, latency the one with most waiting above the limit, utilisation itself. With none, the element with the greatest busy-hour offered load over the planning limit (80 %) is the busiest, not binding.";
    "D15" "Verdict" "Met: the interval is clear of the limit. Missed: wholly beyond it. At risk: the limit lies inside, or there is one replication, or no message to judge by. Intervals are 95 % and pointwise.";
    "D16" "Sizes" "`size` is the application payload; radio overhead is the technology's (LoRaWAN 13 B).";
    "D17" "Bytes on a link" "The radio frame plus the gateway's forwarding. A buffer holds whole waiting packets, not the one being sent.";
    "D18" "Places" "Fewer rows than `count`: rows are used in turn; more: the first `count` after a keyed shuffle. Devices in one place share its shadowing.";
    "D19" "Luck" "Each replication redraws everything not written in the file. With `layout = \"fixed\"` places and shadowing are drawn once, and intervals speak of this layout only.";
    "D20" "Warm-up" "\"auto\": none, then MSER-5 on the pooled bin means may drop whole bins from the front; not for profiles and schedules, which are terminating.";
    "D21" "Capacity" "The largest value (for intervals: the smallest) at which all objectives hold; headroom is in load: new rate / present rate - 1.";
}

/// The definition of a name such as "D4".
pub fn definition(name: &str) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|definition| definition.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_run_from_1_to_21() {
        assert_eq!(DEFINITIONS.len(), 21);
        for (at, definition) in DEFINITIONS.iter().enumerate() {
            assert_eq!(definition.name, format!("D{}", at + 1));
        }
    }
}
