//! Who is answered by those who are answered: centrality in a graph.

/// Chance of following a link rather than starting anew.
const DAMPING: f64 = 0.85;
/// Steps at most, and the change below which it has settled.
const STEPS: usize = 100;
const SETTLED: f64 = 1e-10;

/// PageRank of nodes `0..nodes` over links `(from, to, weight)`: the share of its time that a walk spends at each. They sum to 1.
///
/// S. Brin, L. Page, "The anatomy of a large-scale hypertextual Web search engine", Computer Networks 30 (1998), 107-117; a walk that comes to a
/// node without links starts anew anywhere (A. N. Langville, C. D. Meyer, "Google's PageRank and Beyond", 2006, section 4.5). Links out of range or
/// without a weight above 0 are passed over. After at most 100 steps over all links it is within 2e-7 of the limit.
pub fn pagerank(nodes: usize, links: &[(usize, usize, f64)]) -> Vec<f64> {
    if nodes == 0 {
        return Vec::new();
    }
    let mut out = vec![0.0; nodes];
    let is_link = |link: &&(usize, usize, f64)| {
        link.0 < nodes && link.1 < nodes && link.2 > 0.0 && link.2.is_finite()
    };
    for (from, _, weight) in links.iter().filter(is_link) {
        out[*from] += weight;
    }
    let even = 1.0 / nodes as f64;
    let mut rank = vec![even; nodes];
    for _ in 0..STEPS {
        let stuck: f64 = rank
            .iter()
            .zip(&out)
            .filter(|(_, out)| **out <= 0.0)
            .map(|(rank, _)| rank)
            .sum();
        let mut next = vec![(1.0 - DAMPING + DAMPING * stuck) * even; nodes];
        for (from, to, weight) in links.iter().filter(is_link) {
            next[*to] += DAMPING * rank[*from] * weight / out[*from];
        }
        let moved: f64 = next.iter().zip(&rank).map(|(a, b)| (a - b).abs()).sum();
        rank = next;
        if moved < SETTLED {
            break;
        }
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::pagerank;

    #[test]
    fn small_graphs_by_hand() {
        // Two that answer each other and a third that answers the first: with d = 0.85, r3 = 0.05, r1 = 0.05 + 0.85 (r2 + r3), r2 = 0.05 + 0.85 r1.
        let rank = pagerank(
            3,
            &[
                (0, 1, 1.0),
                (1, 0, 5.0),
                (2, 0, 1.0),
                (9, 0, 1.0),
                (0, 2, f64::NAN),
            ],
        );
        let first = (0.05 + 0.85 * (0.05 + 0.05)) / (1.0 - 0.85 * 0.85);
        assert!((rank[0] - first).abs() < 1e-7, "{rank:?}");
        assert!((rank[2] - 0.05).abs() < 1e-8);
        assert!((rank.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        // One that all look at and that looks at nobody.
        let star = pagerank(4, &[(1, 0, 1.0), (2, 0, 1.0), (3, 0, 1.0)]);
        assert!(star[0] > 2.0 * star[1] && (star.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(pagerank(0, &[]).is_empty());
    }
}
