//! A floating-point number whose mathematics is the same on every machine.
//!
//! `rand_distr` is generic over `num_traits::Float`, whose methods on `f64` call the platform's mathematics
//! library as soon as any crate in the tree switches `num-traits/std` on. [`Number`] calls `libm` instead.

use std::num::FpCategory;
use std::ops::{Add, Div, Mul, Neg, Rem, Sub};

use num_traits::{Float, Num, NumCast, One, ToPrimitive, Zero};
use rand::distr::{Distribution, Open01, OpenClosed01, StandardUniform};
use rand::{Rng, RngExt};
use rand_distr::{Exp1, StandardNormal};

use super::{normal_quantile, open_unit};

/// An `f64` that computes through `libm`.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Number(pub f64);

macro_rules! operators {
    ($($trait:ident $method:ident $operator:tt;)*) => {$(
        impl $trait for Number {
            type Output = Number;
            #[inline]
            fn $method(self, other: Number) -> Number {
                Number(self.0 $operator other.0)
            }
        }
    )*};
}

operators! { Add add +; Sub sub -; Mul mul *; Div div /; Rem rem %; }

impl Neg for Number {
    type Output = Number;
    #[inline]
    fn neg(self) -> Number {
        Number(-self.0)
    }
}

impl Zero for Number {
    fn zero() -> Number {
        Number(0.0)
    }
    fn is_zero(&self) -> bool {
        self.0 == 0.0
    }
}

impl One for Number {
    fn one() -> Number {
        Number(1.0)
    }
}

impl Num for Number {
    type FromStrRadixErr = <f64 as Num>::FromStrRadixErr;
    fn from_str_radix(text: &str, radix: u32) -> Result<Number, Self::FromStrRadixErr> {
        f64::from_str_radix(text, radix).map(Number)
    }
}

impl ToPrimitive for Number {
    fn to_i64(&self) -> Option<i64> {
        self.0.to_i64()
    }
    fn to_u64(&self) -> Option<u64> {
        self.0.to_u64()
    }
    fn to_f64(&self) -> Option<f64> {
        Some(self.0)
    }
}

impl NumCast for Number {
    fn from<T: ToPrimitive>(value: T) -> Option<Number> {
        value.to_f64().map(Number)
    }
}

macro_rules! unary {
    ($($method:ident $libm:ident;)*) => {$(
        #[inline]
        fn $method(self) -> Number {
            Number(libm::$libm(self.0))
        }
    )*};
}

/// What IEEE 754 defines to the last bit is the same everywhere without help.
macro_rules! exact {
    ($($method:ident($($argument:ident),*) -> $out:ty, $wrap:expr;)*) => {$(
        #[inline]
        fn $method(self $(, $argument: Number)*) -> $out {
            $wrap(f64::$method(self.0 $(, $argument.0)*))
        }
    )*};
}

macro_rules! constants {
    ($($method:ident $value:expr;)*) => {$(
        fn $method() -> Number {
            Number($value)
        }
    )*};
}

impl Float for Number {
    constants! {
        nan f64::NAN; infinity f64::INFINITY; neg_infinity f64::NEG_INFINITY; neg_zero -0.0;
        min_value f64::MIN; min_positive_value f64::MIN_POSITIVE; max_value f64::MAX; epsilon f64::EPSILON;
    }
    exact! {
        is_nan() -> bool, |x| x; is_infinite() -> bool, |x| x; is_finite() -> bool, |x| x;
        is_normal() -> bool, |x| x; classify() -> FpCategory, |x| x;
        is_sign_positive() -> bool, |x| x; is_sign_negative() -> bool, |x| x;
        abs() -> Number, Number; signum() -> Number, Number; recip() -> Number, Number;
        sqrt() -> Number, Number; fract() -> Number, Number;
        max(other) -> Number, Number; min(other) -> Number, Number;
    }
    unary! {
        floor floor;
        ceil ceil;
        round round;
        trunc trunc;
        exp exp;
        exp2 exp2;
        ln log;
        log2 log2;
        log10 log10;
        cbrt cbrt;
        sin sin;
        cos cos;
        tan tan;
        asin asin;
        acos acos;
        atan atan;
        exp_m1 expm1;
        ln_1p log1p;
        sinh sinh;
        cosh cosh;
        tanh tanh;
        asinh asinh;
        acosh acosh;
        atanh atanh;
    }

    fn mul_add(self, a: Number, b: Number) -> Number {
        Number(libm::fma(self.0, a.0, b.0))
    }
    fn powi(self, n: i32) -> Number {
        Number(libm::pow(self.0, n as f64))
    }
    fn powf(self, n: Number) -> Number {
        Number(libm::pow(self.0, n.0))
    }
    fn log(self, base: Number) -> Number {
        Number(libm::log(self.0) / libm::log(base.0))
    }
    fn abs_sub(self, other: Number) -> Number {
        Number(libm::fdim(self.0, other.0))
    }
    fn hypot(self, other: Number) -> Number {
        Number(libm::hypot(self.0, other.0))
    }
    fn atan2(self, other: Number) -> Number {
        Number(libm::atan2(self.0, other.0))
    }
    fn sin_cos(self) -> (Number, Number) {
        (self.sin(), self.cos())
    }
    fn integer_decode(self) -> (u64, i16, i8) {
        self.0.integer_decode()
    }
}

macro_rules! plain {
    ($($law:ident)*) => {$(
        impl Distribution<Number> for $law {
            #[inline]
            fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> Number {
                Number(rng.sample::<f64, _>($law))
            }
        }
    )*};
}

// Uniform bits shifted and scaled: no transcendental function, so the laws over `f64` serve.
plain! { StandardUniform Open01 OpenClosed01 }

impl Distribution<Number> for StandardNormal {
    /// By inversion: one draw a variate, where the ziggurat over `f64` calls the platform's `exp` and `ln`.
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> Number {
        Number(normal_quantile(open_unit(rng.next_u64())))
    }
}

impl Distribution<Number> for Exp1 {
    /// By inversion, for the same reason.
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> Number {
        Number(-libm::log(open_unit(rng.next_u64())))
    }
}

#[cfg(test)]
mod tests {
    use rand_distr::{Pareto, Weibull};

    use super::*;
    use crate::chance::{Key, Stream};

    #[test]
    fn computes_through_libm() {
        for step in 1..2000 {
            let x = step as f64 * 0.013;
            assert_eq!(Number(x).ln().0, libm::log(x));
            assert_eq!(Number(x).exp().0, libm::exp(x));
            assert_eq!(Number(x).powf(Number(0.37)).0, libm::pow(x, 0.37));
            assert_eq!(Number(x).ln_1p().0, libm::log1p(x));
        }
    }

    #[test]
    fn same_bits_give_the_same_variates_as_plain_numbers() {
        let near = |a: f64, b: f64| (a / b - 1.0).abs() < 1e-13;
        for n in 0..2000 {
            let stream = || Stream::new(Key::root(4, n));
            let plain: f64 = Weibull::new(2.0, 1.7).unwrap().sample(&mut stream());
            let ours = Weibull::new(Number(2.0), Number(1.7)).unwrap().sample(&mut stream()).0;
            assert!(near(ours, plain), "{ours} for {plain}");
            let plain: f64 = Pareto::new(2.0, 1.7).unwrap().sample(&mut stream());
            let ours = Pareto::new(Number(2.0), Number(1.7)).unwrap().sample(&mut stream()).0;
            assert!(near(ours, plain), "{ours} for {plain}");
        }
    }
}
