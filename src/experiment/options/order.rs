//! Which sets of options may be bought together, in order of what they cost over the time asked. It knows prices, not
//! what an option does.

use indexmap::IndexMap;

use crate::scenario::options::OptionSpec;

/// Options that are looked at together: all their sets are listed.
pub const MOST_OPTIONS: usize = 20;

/// Some of the options, a bit each.
pub type Set = u32;

/// The options by number.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// Their names, in the file's order.
    pub names: Vec<String>,
    /// What each costs over the time, thousandths.
    costs: Vec<i64>,
    excludes: Vec<Set>,
    requires: Vec<Set>,
}

impl Offers {
    /// Of a file's options, over so many months.
    pub fn new(options: &IndexMap<String, OptionSpec>, months: u64) -> Offers {
        let set = |names: &[String]| {
            let bit = |name: &String| options.get_index_of(name).map_or(0, |at| 1 << at);
            names.iter().map(bit).fold(0, |all, bit: Set| all | bit)
        };
        Offers {
            names: options.keys().cloned().collect(),
            costs: options.values().map(|spec| spec.over(months)).collect(),
            excludes: options.values().map(|spec| set(&spec.excludes)).collect(),
            requires: options.values().map(|spec| set(&spec.requires)).collect(),
        }
    }

    /// Numbers of the options in a set, in the file's order.
    pub fn members(&self, set: Set) -> impl Iterator<Item = usize> + '_ {
        (0..self.names.len()).filter(move |at| set & (1 << at) != 0)
    }

    /// Names of the options in a set, in the file's order.
    pub fn names_of(&self, set: Set) -> Vec<String> {
        self.members(set).map(|at| self.names[at].clone()).collect()
    }

    /// What a set costs, thousandths.
    pub fn cost(&self, set: Set) -> i64 {
        self.members(set).fold(0, |sum, at| sum.saturating_add(self.costs[at]))
    }

    /// Whether nothing in a set shuts out another, and nothing lacks what it requires.
    pub fn fits(&self, set: Set) -> bool {
        self.members(set)
            .all(|at| set & self.excludes[at] == 0 && set & self.requires[at] == self.requires[at])
    }

    /// Every set that may be bought for at most so much, the cheapest first; of equal ones the one of fewer options, then
    /// the one whose names come first.
    pub fn sets(&self, most: Option<i64>) -> Vec<Set> {
        let all = (0..1u32 << self.names.len()).filter(|set| self.fits(*set));
        let mut priced: Vec<(i64, u32, Set)> = all
            .map(|set| (self.cost(set), set.count_ones(), set))
            .filter(|one| most.is_none_or(|most| one.0 <= most))
            .collect();
        let mut alphabet: Vec<usize> = (0..self.names.len()).collect();
        alphabet.sort_by_key(|at| &self.names[*at]);
        let spelled = |set: Set| {
            alphabet.iter().enumerate().filter(move |(_, at)| set & (1 << **at) != 0).map(|(n, _)| n)
        };
        priced.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| spelled(a.2).cmp(spelled(b.2))));
        priced.into_iter().map(|(_, _, set)| set).collect()
    }
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
            .sets(most)
            .into_iter()
            .map(|set| format!("{} {}", offers.cost(set) / 1000, offers.names_of(set).join("+")))
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
        assert_eq!(three.cost(0b111), 7000);
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
}
