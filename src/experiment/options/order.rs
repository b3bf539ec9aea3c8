//! Which sets of options may be bought together, in order of what they cost over the time asked. It knows prices, not
//! what an option does.

use std::cmp::Ordering;

use indexmap::IndexMap;

use crate::scenario::options::OptionSpec;

/// Sets that are looked through to list those that may be bought.
pub const MOST_LISTED: usize = 1 << 20;

/// Some of the options by their numbers, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set(Vec<usize>);

/// The options by number.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// Their names, in the file's order.
    pub names: Vec<String>,
    /// What each costs over the time, thousandths.
    costs: Vec<i64>,
    /// Of each, those that cannot be bought with it, whoever of the two says so.
    excludes: Vec<Vec<usize>>,
    /// Of each, itself and all that it cannot be bought without.
    closure: Vec<Vec<usize>>,
}

impl Set {
    /// The numbers, ascending.
    pub fn members(&self) -> &[usize] {
        &self.0
    }

    /// Whether an option is in it.
    pub fn has(&self, at: usize) -> bool {
        self.0.binary_search(&at).is_ok()
    }

    /// Whether the other has all of it.
    pub fn within(&self, other: &Set) -> bool {
        self.0.iter().all(|at| other.has(*at))
    }

    fn with(&self, more: &[usize]) -> Set {
        let mut all: Vec<usize> = self.0.iter().chain(more).copied().collect();
        all.sort_unstable();
        all.dedup();
        Set(all)
    }
}

impl Offers {
    /// Of a file's options, over so many months.
    pub fn new(options: &IndexMap<String, OptionSpec>, months: u64) -> Offers {
        let numbers = |names: &[String]| -> Vec<usize> {
            names.iter().filter_map(|name| options.get_index_of(name)).collect()
        };
        let mut excludes: Vec<Vec<usize>> = options.values().map(|spec| numbers(&spec.excludes)).collect();
        for at in 0..excludes.len() {
            for other in excludes[at].clone() {
                excludes[other].push(at);
            }
        }
        let requires: Vec<Vec<usize>> = options.values().map(|spec| numbers(&spec.requires)).collect();
        Offers {
            names: options.keys().cloned().collect(),
            costs: options.values().map(|spec| spec.over(months)).collect(),
            excludes,
            closure: (0..options.len()).map(|at| closure(&requires, at)).collect(),
        }
    }

    /// Names of the options in a set, in the file's order.
    pub fn names_of(&self, set: &Set) -> Vec<String> {
        set.0.iter().map(|at| self.names[*at].clone()).collect()
    }

    /// What a set costs, thousandths.
    pub fn cost(&self, set: &Set) -> i64 {
        set.0.iter().fold(0, |sum, at| sum.saturating_add(self.costs[*at]))
    }

    /// Every set that may be bought for at most so much, the cheapest first; of equal ones the one of fewer options, then
    /// the one whose names come first. None if more than `up_to` had to be looked through.
    pub fn sets(&self, most: Option<i64>, up_to: usize) -> Option<Vec<Set>> {
        let mut priced: Vec<(i64, Set)> = self.affordable(most, up_to)?;
        let mut alphabet: Vec<usize> = (0..self.names.len()).collect();
        alphabet.sort_by_key(|at| &self.names[*at]);
        let mut rank = vec![0; alphabet.len()];
        alphabet.iter().enumerate().for_each(|(n, at)| rank[*at] = n);
        let spelled = |set: &Set| {
            let mut ranks: Vec<usize> = set.0.iter().map(|at| rank[*at]).collect();
            ranks.sort_unstable();
            ranks
        };
        let size = |a: &Set, b: &Set| -> Ordering { a.0.len().cmp(&b.0.len()) };
        priced.sort_by(|a, b| {
            let cheaper = a.0.cmp(&b.0).then_with(|| size(&a.1, &b.1));
            cheaper.then_with(|| spelled(&a.1).cmp(&spelled(&b.1)))
        });
        Some(priced.into_iter().map(|(_, set)| set).collect())
    }

    /// With their costs, in no order. A set grows by its next option together with all that this one requires, none of which
    /// was passed over: so each set is met once, and no way ends before a set. What saves money comes first, as a set
    /// without it that is too dear stays so.
    fn affordable(&self, most: Option<i64>, up_to: usize) -> Option<Vec<(i64, Set)>> {
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        order.sort_by_key(|at| self.costs[*at].min(0));
        let mut place = vec![0; order.len()];
        order.iter().enumerate().for_each(|(n, at)| place[*at] = n);
        let mut saved = vec![0i64; order.len() + 1];
        for n in (0..order.len()).rev() {
            saved[n] = saved[n + 1].saturating_add(self.costs[order[n]].min(0));
        }
        let (mut found, mut looked) = (Vec::new(), 0);
        let mut open = vec![(Set::default(), 0)];
        while let Some((set, from)) = open.pop() {
            looked += 1;
            if looked > up_to {
                return None;
            }
            for n in (from..order.len()).filter(|n| !set.has(order[*n])) {
                let more = &self.closure[order[n]];
                if more.iter().any(|at| place[*at] < n && !set.has(*at)) {
                    continue;
                }
                let larger = set.with(more);
                let fits =
                    larger.0.iter().all(|at| self.excludes[*at].iter().all(|other| !larger.has(*other)));
                let dear = most.is_some_and(|most| self.cost(&larger).saturating_add(saved[n + 1]) > most);
                if fits && !dear {
                    open.push((larger, n + 1));
                }
            }
            let cost = self.cost(&set);
            if most.is_none_or(|most| cost <= most) {
                found.push((cost, set));
            }
        }
        Some(found)
    }
}

/// An option and all that it cannot be bought without.
fn closure(requires: &[Vec<usize>], at: usize) -> Vec<usize> {
    let mut all = vec![at];
    let mut next = 0;
    while next < all.len() {
        let lacking: Vec<usize> =
            requires[all[next]].iter().copied().filter(|one| !all.contains(one)).collect();
        all.extend(lacking);
        next += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(text: &str, months: u64) -> Offers {
        let options: IndexMap<String, OptionSpec> = toml::from_str(text).unwrap();
        Offers::new(&options, months)
    }

    fn listed(offers: &Offers, most: Option<i64>) -> Vec<String> {
        offers
            .sets(most, MOST_LISTED)
            .expect("few enough")
            .into_iter()
            .map(|set| format!("{} {}", offers.cost(&set) / 1000, offers.names_of(&set).join("+")))
            .collect()
    }

    #[test]
    fn the_cheapest_come_first_and_ties_are_broken_by_number_and_name() {
        let three = offers(
            "z = { cost = '3 EUR', change = {} }\nb = { cost = '1 EUR', per_month = '1 EUR', change = {} }\n\
             a = { per_month = '0.5 EUR', change = {} }\n",
            2,
        );
        let order = ["0 ", "1 a", "3 b", "3 z", "4 z+a", "4 b+a", "6 z+b", "7 z+b+a"];
        assert_eq!(
            listed(&three, None),
            ["0 ", "1 a", "3 b", "3 z", "4 b+a", "4 z+a", "6 z+b", "7 z+b+a"],
            "not {order:?}"
        );
        assert_eq!(listed(&three, Some(3000)).len(), 4);
        assert_eq!(three.cost(&Set(vec![0, 1, 2])), 7000);
    }

    #[test]
    fn fewer_options_of_one_price_come_first() {
        let free = offers(
            "a = { change = {} }\nb = { cost = '2 EUR', change = {} }\nc = { cost = '2 EUR', change = {} }",
            1,
        );
        assert_eq!(listed(&free, None), ["0 ", "0 a", "2 b", "2 c", "2 a+b", "2 a+c", "4 b+c", "4 a+b+c"]);
    }

    #[test]
    fn what_saves_money_comes_before_nothing() {
        let saving =
            offers("a = { per_month = '-2 EUR', change = {} }\nb = { cost = '1 EUR', change = {} }", 3);
        assert_eq!(listed(&saving, None), ["-6 a", "-5 a+b", "0 ", "1 b"]);
    }

    #[test]
    fn sets_that_cannot_be_bought_are_left_out() {
        let bound = offers(
            "a = { excludes = ['b'], change = {} }\nb = { cost = '1 EUR', change = {} }\n\
             c = { cost = '5 EUR', requires = ['b'], change = {} }",
            1,
        );
        assert_eq!(listed(&bound, None), ["0 ", "0 a", "1 b", "6 b+c"]);
    }

    #[test]
    fn many_options_that_exclude_each_other_are_few_sets() {
        let names: Vec<String> = (0..300).map(|n| format!("o{n}")).collect();
        let one =
            |name: &String| format!("{name} = {{ cost = '1 EUR', excludes = {names:?}, change = {{}} }}\n");
        let mut apart = offers(&names.iter().map(one).collect::<String>(), 1);
        apart.excludes.iter_mut().enumerate().for_each(|(at, others)| others.retain(|other| *other != at));
        assert_eq!(apart.sets(None, 301).unwrap().len(), 301);
        assert!(apart.sets(None, 300).is_none());
    }

    #[test]
    fn sets_too_dear_are_not_looked_through() {
        let all: String =
            (1..=500).map(|n| format!("o{n} = {{ cost = '{n} EUR', change = {{}} }}\n")).collect();
        let many = offers(&all, 1);
        // nothing, 1, 2, 3, 1+2, 4, 1+3
        assert_eq!(many.sets(Some(4000), 7).unwrap().len(), 7);
        assert!(many.sets(None, 10_000).is_none());
    }

    #[test]
    fn the_sets_are_those_of_trying_all() {
        let text = "a = { cost = '3 EUR', requires = ['d'], change = {} }\nb = { cost = '-2 EUR', excludes = ['e'], change = {} }\n\
            c = { cost = '5 EUR', requires = ['a', 'b'], change = {} }\nd = { cost = '1 EUR', change = {} }\n\
            e = { cost = '2 EUR', requires = ['f'], change = {} }\nf = { cost = '-1 EUR', requires = ['e'], change = {} }\n";
        let names = ["a", "b", "c", "d", "e", "f"];
        let costs = [3, -2, 5, 1, 2, -1];
        for most in [None, Some(-1), Some(0), Some(3), Some(100)] {
            let fits = |bits: u32| {
                let has = |n: usize| bits & (1 << n) != 0;
                let needs = [(0, 3), (2, 0), (2, 1), (4, 5), (5, 4)];
                needs.iter().all(|(a, b)| !has(*a) || has(*b)) && !(has(1) && has(4))
            };
            let of = |bits: u32| (0..6).filter(move |n| bits & (1 << n) != 0);
            let cost = |bits: u32| of(bits).map(|n| costs[n]).sum::<i64>();
            let within = |bits: &u32| fits(*bits) && most.is_none_or(|most| cost(*bits) <= most);
            let mut expected: Vec<String> = (0..64u32)
                .filter(within)
                .map(|bits| {
                    format!("{} {}", cost(bits), of(bits).map(|n| names[n]).collect::<Vec<_>>().join("+"))
                })
                .collect();
            let mut found = listed(&offers(text, 1), most.map(|most| most * 1000));
            expected.sort();
            found.sort();
            assert_eq!(found, expected, "{most:?}");
        }
    }
}
