//! The normal law: distribution function and quantiles, the same on every machine.

/// A quotient of two polynomials of degree 7, constants first.
struct Rational {
    above: [f64; 8],
    below: [f64; 8],
}

impl Rational {
    fn at(&self, x: f64) -> f64 {
        let horner = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * x + c);
        horner(&self.above) / horner(&self.below)
    }
}

/// |p − 0.5| ≤ 0.425.
const MIDDLE: Rational = Rational {
    above: [
        3.3871328727963665,
        133.14166789178438,
        1971.5909503065513,
        13731.69376550946,
        45921.95393154987,
        67265.7709270087,
        33430.57558358813,
        2509.0809287301227,
    ],
    below: [
        1.0,
        42.31333070160091,
        687.1870074920579,
        5394.196021424751,
        21213.794301586597,
        39307.89580009271,
        28729.085735721943,
        5226.495278852854,
    ],
};
/// Further out, down to tails of about e^-25.
const SHOULDER: Rational = Rational {
    above: [
        1.4234371107496835,
        4.630337846156546,
        5.769497221460691,
        3.6478483247632045,
        1.2704582524523684,
        0.2417807251774506,
        0.022723844989269184,
        0.0007745450142783414,
    ],
    below: [
        1.0,
        2.053191626637759,
        1.6763848301838038,
        0.6897673349851,
        0.14810397642748008,
        0.015198666563616457,
        0.0005475938084995345,
        1.0507500716444169e-9,
    ],
};
/// Beyond.
const TAIL: Rational = Rational {
    above: [
        6.657904643501103,
        5.463784911164114,
        1.7848265399172913,
        0.29656057182850487,
        0.026532189526576124,
        0.0012426609473880784,
        2.7115555687434876e-5,
        2.0103343992922881e-7,
    ],
    below: [
        1.0,
        0.599832206555888,
        0.1369298809227358,
        0.014875361290850615,
        0.0007868691311456133,
        1.8463183175100548e-5,
        1.421511758316446e-7,
        2.0442631033899397e-15,
    ],
};

/// The value which a standard normal variable stays below with probability `p`, strictly between 0 and 1.
///
/// Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Appl. Statist. 37(3),
/// 1988, routine PPND16: relative error about 1e-16.
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if libm::fabs(q) <= 0.425 {
        return q * MIDDLE.at(0.180625 - q * q);
    }
    let r = (-libm::log(if q < 0.0 { p } else { 1.0 - p })).sqrt();
    let distance = if r <= 5.0 { SHOULDER.at(r - 1.6) } else { TAIL.at(r - 5.0) };
    if q < 0.0 { -distance } else { distance }
}

/// The probability with which a standard normal variable stays below `x`.
pub fn normal_distribution(x: f64) -> f64 {
    0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantile_inverts_the_distribution() {
        for p in [1e-16, 1e-11, 1e-6, 0.01, 0.074, 0.0751, 0.3, 0.5, 0.9249, 0.926, 0.999, 1.0 - 1e-12] {
            let back = normal_distribution(normal_quantile(p));
            let tail = p.min(1.0 - p);
            assert!((back - p).abs() <= 1e-12 * tail + 2e-16, "{p} came back as {back}");
        }
    }

    #[test]
    fn known_percentage_points() {
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
        assert!((normal_quantile(1e-3) + 3.090_232_306_167_813_5).abs() < 1e-14);
        assert_eq!(normal_quantile(0.5), 0.0);
    }
}
