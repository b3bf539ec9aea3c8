//! Closed forms that stand beside simulated values: queues, rooms, ALOHA, and how long a queue must be watched.

use super::{DIGITS, near};
use crate::measure::theory::aloha::poisson;
use crate::measure::theory::length::{customers_for, variance_of_mean_number, variance_of_mean_wait};
use crate::measure::theory::queues::{MMc, erlang_b, mg1_mean_wait_s};
use crate::measure::theory::rooms::{md1k, mmck};
use crate::selftest::tables::rows;
use crate::selftest::{Cases, Family};

/// M/M/c and M/M/c/K.
pub const MARKOV: Family = Family {
    name: "formulas/markov",
    about: "closed forms of M/M/c and M/M/c/K",
    tables: &["queues_markov"],
    cases: markov,
};
/// M/G/1.
pub const MG1: Family = Family {
    name: "formulas/mg1",
    about: "Pollaczek and Khinchine's mean wait of M/G/1",
    tables: &["queues_mg1"],
    cases: mg1,
};
/// M/D/1/K.
pub const MD1K: Family = Family {
    name: "formulas/md1k",
    about: "M/D/1/K by its embedded chain",
    tables: &["queues_md1k_tokenbucket"],
    cases: little_room,
};
/// Erlang B.
pub const ERLANG_B: Family = Family {
    name: "formulas/erlang-b",
    about: "Erlang's loss formula",
    tables: &["lora_demod_paths_erlangB"],
    cases: blocked,
};
/// Pure ALOHA.
pub const ALOHA: Family = Family {
    name: "formulas/aloha",
    about: "delivery of pure ALOHA",
    tables: &["aloha_infinite"],
    cases: aloha,
};
/// M/M/1's asymptotic variance.
pub const LENGTH: Family = Family {
    name: "formulas/mm1-length",
    about: "asymptotic variance of M/M/1, and the customers that a precision takes",
    tables: &["stats_mm1_asymptotic_variance"],
    cases: length,
};

fn markov(cases: &mut Cases) {
    for row in rows("queues_markov") {
        let (per_s, service) = (row.number("lambda_per_s"), 1.0 / row.number("mu_per_s_per_server"));
        let (servers, room, model) =
            (row.number("servers") as u32, row.number("capacity_K"), row.text("model"));
        let name = |what: &str| format!("{model} at {per_s}/s, {what}");
        if room.is_finite() {
            let found = mmck(per_s, service, servers, room as u32);
            near(cases, name("refused"), row.number("loss_prob"), found.refused);
            near(cases, name("mean wait"), row.number("Wq_mean_s"), found.mean_wait_s);
            continue;
        }
        let Some(queue) = MMc::new(per_s, service, servers) else { continue };
        near(cases, name("waits"), row.number("P_wait_accepted"), queue.waits);
        near(cases, name("mean wait"), row.number("Wq_mean_s"), queue.mean_wait_s());
        for (q, column) in [(0.5, "Wq_p50_s"), (0.95, "Wq_p95_s"), (0.99, "Wq_p99_s")] {
            near(cases, name(column), row.number(column), queue.wait_quantile_s(q));
        }
    }
}

fn mg1(cases: &mut Cases) {
    for row in rows("queues_mg1").iter().filter(|row| row.text("model") != "M/G/1-PS") {
        let (per_s, service) = (row.number("lambda_per_s"), row.text("service"));
        let wait = mg1_mean_wait_s(per_s, row.number("ES_s"), row.number("service_scv"));
        near(cases, format!("{service} at {per_s}/s"), row.number("Wq_mean_s"), wait.unwrap_or(f64::NAN));
    }
}

fn little_room(cases: &mut Cases) {
    for row in rows("queues_md1k_tokenbucket") {
        let (per_s, service, room) =
            (row.number("lambda_per_s"), row.number("D_s"), row.number("K_or_bucket_tokens"));
        let found = md1k(per_s, service, room as u32);
        let name = |what: &str| format!("room for {room} at {per_s}/s, {what}");
        near(cases, name("refused"), row.number("loss_prob"), found.refused);
        near(cases, name("mean time"), row.number("T_mean_accepted_s"), found.mean_wait_s + service);
    }
}

fn blocked(cases: &mut Cases) {
    for row in rows("lora_demod_paths_erlangB") {
        let erlang = row.number("offered_erlang_all_channels_SFs");
        for (servers, column) in [(8, "P_block_8_paths"), (16, "P_block_16_paths")] {
            let exact = row.number(column);
            cases.exactly(
                format!("{servers} servers, {erlang} E"),
                exact,
                erlang_b(servers, erlang),
                DIGITS * exact,
            );
        }
    }
}

fn aloha(cases: &mut Cases) {
    for row in rows("aloha_infinite") {
        let erlang = row.number("G_erlang");
        let ours = poisson(3000.0, erlang / 1000.0, 1.0, 3.0);
        near(cases, format!("{erlang} E"), row.number("pure_Psucc"), ours);
    }
}

fn length(cases: &mut Cases) {
    // the table rounds z to six places
    let rounded = libm::pow(1.959_964 / 1.959_963_984_540_054, 2.0);
    for row in rows("stats_mm1_asymptotic_variance") {
        let rho = row.number("rho_mu1");
        let mut same = |column: &str, ours: f64| {
            cases.exactly(
                format!("load {rho}, {column}"),
                row.number(column),
                ours,
                DIGITS * row.number(column),
            );
        };
        same("n_times_Var_mean_Wq", variance_of_mean_wait(rho, 1.0));
        same("T_times_Var_timeavg_L", variance_of_mean_number(rho, 1.0));
        same("customers_for_5pct_rel_halfwidth_95", customers_for(rho, 0.05) * rounded);
        same("customers_for_1pct_rel_halfwidth_95", customers_for(rho, 0.01) * rounded);
    }
}
