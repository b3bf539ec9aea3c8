//! Which message process for which devices, and what burstiness does.

/// When devices speak.
pub fn text() -> String {
    "\
When devices speak decides as much as how often. The same load, three ways:

  smoother than Poisson   every, mix, gap with an Erlang law      meters, beacons: queues are shorter than M/M/1 and M/D/1 say
  Poisson                 poisson                                 many independent people or things, each seldom
  burstier than Poisson   batch, on_off, mmpp, burst, schedule,   alarms, shifts, firmware rounds, power coming back: queues
                          phase = \"aligned\"                       are longer, sometimes by orders of magnitude

The index of dispersion tells them apart: the variance over the mean of the messages in windows of one length. A Poisson process
has 1, a clock 0, a burst of ten at once about 10. `iotcap import trace FILE` gives it for a recording at windows of 1 s to 1 h;
what counts is the window in which your buffers fill.

  every    a period, random phase; jitter moves each message, phase = \"aligned\" has all devices begin together
  poisson  exponential intervals; with a profile the rate follows hours and weekdays
  gap      independent intervals of any distribution; stationary from the first instant
  mix      periods drawn once a device; \"mar\" is 3GPP TR 45.820's periodic reporting, 11.2 messages a device and day
  mmpp     each device moves through states of its own, each with a rate (Markov-modulated Poisson)
  on_off   beside every, poisson or gap: the process runs only while the device is on
  batch    beside most: several messages at one instant, a number or { geometric = 5 }
  schedule all at the same times of day
  burst    all once within a short time: Beta(3,4) of 3GPP TR 37.868, or a uniform ramp
  trace    recorded instants from a CSV file, once or repeated
  idle     think time after the answer: a source that waits for the network (closed)

Every key: `iotcap explain scenario-language`, under Messages.
"
    .to_string()
}
