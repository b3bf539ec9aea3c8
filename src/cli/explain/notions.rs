//! Notions of traffic theory and of the page, in a few sentences each.

/// The unit of traffic.
pub fn erlang() -> String {
    "\
One Erlang is one channel, server or line busy all the time; 0.05 E is one busy for three minutes of an hour.

A radio has no utilisation of its own, because nobody shares the air out: its load is the airtime of the frames that a gateway
can hear, in Erlang per channel (D9, D13). It is no share of a capacity, and there is no 100 % to plan for. What it costs is
collisions: if any overlap in one channel and spreading factor were fatal (pure ALOHA), a share exp(-2 G) would get through at
G Erlang - 90 % at 0.05 E, 82 % at 0.1 E. Capture, other spreading factors and further gateways save some of the rest;
iotcap simulates which.

Stations with several servers carry up to as many Erlang as they have servers. iotcap gives that as a share of the servers.
"
    .to_string()
}

/// What limits a network.
pub fn binding() -> String {
    "\
Limited by (the binding element): the element because of which an objective is missed or at risk. Of several such objectives
the one furthest past its limit decides. It names, for

  delivery      the element where most of the class's messages are lost; out of range is filed under the radio: then
                coverage is short, not capacity
  latency       the element where the messages above the limit wait longest
  utilisation   the element that was asked about

Busiest is another thing: where all objectives are met, the element with the greatest load in its busy hour over the planning
limit (80 % unless an objective states another). It is where growth will be felt first, and nothing is wrong with it now.
In full: D14 of `iotcap explain definitions`.
"
    .to_string()
}

/// How much more a network carries.
pub fn capacity() -> String {
    "\
Capacity is the largest load at which all objectives of a file hold (D21): `iotcap capacity FILE --grow devices.meters.count`, or
--shrink devices.meters.message.every for what becomes shorter as the load grows. The answer has a 95 % interval; counts are whole.

  headroom        new load over present load, less one, whatever grows or shrinks
  behind it       the element because of which the objective breaks, see `iotcap explain binding`
  a tie           another element binds within the interval or within a tenth: widening one alone brings little
  shadow price    how much more load a tenth more of the binding element brings: its rate, its speed; receive paths and
                  channels by one
  at any load     an objective that is missed however small the load: coverage, or a delay that nothing shortens

Every load is simulated on the same luck, so measures are nearly smooth curves over load; the break is read off the curve between
the two nearest loads, its interval by leaving out one replication after another. In full: docs/capacity.md.
"
    .to_string()
}

/// What to buy.
pub fn options() -> String {
    "\
Options are changes with a price: [options.NAME] with `cost` (once), `per_month`, `change` (tables and keys, as an overlay would say
them), `lead_time` (order to service), and `excludes` and `requires` where not every set can be bought. No other command is moved by them; `iotcap check FILE`
lists them, and a change that does not fit the scenario is a mistake at its line.

`iotcap options FILE --months 48` finds the cheapest set that keeps all objectives for that time:

  price           cost + months x per_month, over all options of the set; a price below zero is a saving
  order           sets are tried from the cheapest on, on the same luck; of equal prices the one of fewer options first, then by
                  name. The first that keeps all objectives is the answer: every cheaper one was simulated and does not
  kept            each objective by its 95 % interval; at risk is not kept, and is said
  with [growth]   at the load of the last month, and of every month in which a class (or all together) is at its peak; and how
                  long each set lasts that lasts longer than all cheaper ones
  order by        the day to which the network holds as it is, less the longest lead time in the set (`lead_time`, else that of
                  growth.lead_times for the kinds of element that it changes); without one there is none
  --monotone      if you know that more options never do harm, sets within one that fails are not simulated; nobody checks it

In full: docs/options.md.
"
    .to_string()
}

/// What a single failure costs.
pub fn failures() -> String {
    "\
`iotcap failures FILE` takes each gateway, link, site and platform server down in turn (N-1), with --pairs two at a time (N-2), and
counts what becomes of the messages born meanwhile, against the same messages without the failure.

  its hour        the busy hour: where most is offered; the middle of the study if no time stands out; --from, --for, --whole
  site            gateways that the file puts at one point
  a server        of a platform stage with several servers one; of one with a single server the stage
  further losses  what is lost, or not delivered in time, beyond what is lost anyway
  cut off         devices with less than half of their messages delivered
  breaks          an objective that is missed in that hour and is not without the failure

Neighbours take over where they hear; devices keep their spreading factors. A link that is down keeps what its buffer holds.
Ranked by objectives broken, then by further losses, then by how late the slowest are. `outages` in a scenario file says when
elements are down in any other study. In full: docs/failures.md.
"
    .to_string()
}

/// What assumptions do to an answer.
pub fn sensitivity() -> String {
    "\
A number that nobody knows exactly can be written as a range, exponent = { low = 3.5, value = 3.84, high = 4.1 }: everything sees
the value (the middle if it is left out), and `iotcap sensitivity FILE` asks what the range does. --range PATH=LOW..HIGH adds one.

  tornado         each assumption alone at its ends, all others at their values, on the same luck; pale where the interval of
                  the change holds 0 at both ends: no more than luck
  Latin hypercube samples of all together (McKay, Beckman and Conover 1979); 5, 50 and 95 % of the answers. Every value of a
                  range is as likely as any other: what comes out is as good as the ranges
  rank correlation  Spearman's, between an assumption and the answer over the samples: near 1 or -1, that one decides

--of names a measure (devices.meters.delivery_ratio), an objective, or capacity with --grow. In full: docs/sensitivity.md.
"
    .to_string()
}

/// p50, p95, p99.
pub fn percentiles() -> String {
    "\
p95 (latency_p95) is the time within which 95 of 100 messages arrive; p50 is the median, p99 leaves out one in a hundred. A mean
hides the slow ones, which are those that people call about.

- It is of the messages that arrive, late ones included. Lost ones have no latency: read it beside the delivery ratio.
- \"99 % within 10 s, lost ones counted\" is deadline = \"10 s\" and an objective delivery_ratio = \">= 99 %\".
- It is read from the merged histogram of all replications, at most 0.8 % off, with a 95 % interval over the replications.
- A p99 of a class with 50 messages would be its slowest message, whatever the percentile is, so it is left out (`null`), and a
  warning says how many messages and replications would do: 6 for p50, 72 for p95, 368 for p99, 3688 for p99.9.
- utilisation_p95 is another: the 95th percentile of the bins in the element's busy hour.
- p94-p96 (\"where the time goes\") are the messages about the 95th percentile, whose parts are averaged.
"
    .to_string()
}

/// Steady or terminating, and whom to believe.
pub fn trust() -> String {
    "\
Steady or terminating (study.kind). A steady study asks for the long run: the network starts empty, so its first part may be cut as
warm-up (MSER-5), and a queue that is offered more than it can do has no mean, only a backlog that grows: it is called unstable.
A terminating study asks for this very day, storm or shift: its beginning belongs to it, nothing is cut, and a longer window would
be another question. Where a load follows the clock the study is taken as terminating unless it says otherwise.

What was done stands under `analysis` in results.json, and on charts/warm_up.png and charts/convergence.png:

  warm_up     what was cut, by which rule and why. \"Too short\": the mean latency still moves at half of the window,
              or it has too few bins to tell; what is asked of such latencies is at risk at the best
  precision   what was asked (study.replications.precision), what each figure reached, and how many replications would do
  theory      where an element is one that theory covers (M/M/c, M/G/1, M/D/1/K, Erlang B, pure ALOHA), what theory says
              beside what came out. They may differ by chance, at 99 % over all rows; an approximation by 10 % more. A row that
              differs is a warning: mostly the run is too short, or began empty. If by as much more an objective's limit would
              be passed, the objective is at risk

No loss at all is a bound, not a zero: with n messages at most 3/n at 95 % (rule of three), if losses are independent.
"
    .to_string()
}

/// Coverage without traffic.
pub fn coverage() -> String {
    "\
To look at coverage alone, leave `message` out of the class:

  [devices.meters]
  count = 5000
  radio = \"lora\"
  place = { file = \"meters.csv\" }

`iotcap check` then estimates and `iotcap run` draws, in each replication anew, which devices at least one gateway hears when
they are alone on the air (out_of_coverage is the rest), by how many gateways, and at which data rates. Nothing is offered, so
there is no delivery, latency or load, and no objective can be asked of the class. With traffic the same devices turn up as
losses by `out_of_range`, filed under the radio.

An overlay cannot take a key away: write the scenario without `message` as the base, and the one with traffic as its overlay.
How far to trust it: `iotcap explain propagation`.
"
    .to_string()
}
