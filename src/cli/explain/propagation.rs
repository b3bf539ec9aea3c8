//! `iotcap explain propagation`: which model when, and what it does to an answer that it is uncertain.

/// The topic.
pub fn text() -> String {
    TEXT.to_string()
}

const TEXT: &str = "\
Propagation says how much of a signal is left at each gateway. Of all that a scenario states it decides most, and it is
known least. `radio.NAME.propagation` is required, so that nobody relies on a model without having chosen it.

WHICH MODEL WHEN

model          for                                                            made for
okumura-hata   a city or its surroundings, gateways above the roofs           150-1500 MHz, masts 30-200 m, 1-20 km
cost231        the same at higher frequencies                                 1500-2000 MHz
urban-macro    gateways above the roofs (3GPP TR 38.901 UMa)                  0.5-100 GHz, masts about 25 m, to 5 km
urban-micro    gateways below the roofs, in street canyons (UMi)              0.5-100 GHz, masts about 10 m, to 5 km
rural-macro    open country (RMa)                                             0.5-100 GHz, masts about 35 m, to 5 km
log-distance   your own survey, or a published fit for a place like yours     where it was fitted
free-space     a limit: nothing on the ground does better for long            line of sight

  propagation = { model = \"okumura-hata\", environment = \"urban\", city = \"small\", shadowing = \"8 dB\", fading = \"rayleigh\" }
  propagation = { model = \"log-distance\", reference = { distance = \"1 km\", loss = \"129.3 dB\" }, exponent = 3.84,
                  shadowing = \"12.2 dB\", place_spread = \"10 dB\", fading = \"rayleigh\" }

The median alone flatters: without `shadowing` (6 to 12 dB in towns) coverage is a sharp disc. What a gateway or a place
shares in all its links stands in `gateway_spread` and `place_spread`; meters in cellars in `devices.NAME.indoor`.

WHAT AN UNCERTAIN MODEL DOES TO THE ANSWER

The \u{b1} on every figure covers chance: other days, other draws of the same model. It does not cover the model. Terrain,
buildings as they stand and bad cables are in none of these models. In Brno (`iotcap explain field-check`) Okumura-Hata for a
city gives 123.6 dB at 1 km; the fit to what was heard gives 129.3 dB, and the average gateway hears 12.6 dB worse than its
data sheet: 18 dB apart. At 35 dB a decade, 6 dB less signal cost a third of the reach and more than half of the area.

So ask the question three times before an answer goes to a board, and give it as a range:

  iotcap run plan.toml
  iotcap run plan.toml --set \"devices.meters.antenna_gain=-6 dB\" --out worse
  iotcap run plan.toml --set \"devices.meters.antenna_gain=6 dB\" --out better

(For each class. It stands in place of the gain that the scenario states there, so add the two up.) For scenarios/brno.toml
`iotcap check` then expects 7 % of the meters out of coverage as it stands, 16 % with 6 dB less and 4 % with 6 dB more.

If the verdict is the same in all three, propagation does not matter for it. If not, the answer is that one has to measure: some
dozen places, what each gateway hears of them, and a fit. `iotcap explain field-check` shows how, and how far such a fit is
right at places it has not seen.
";
