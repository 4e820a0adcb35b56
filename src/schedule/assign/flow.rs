//! The greatest flow through a network, and what is cut off from the sink when no more goes through.
//!
//! Dinic's algorithm (E. A. Dinic, "Algorithm for solution of a problem of maximum flow in networks with power estimation", Soviet Math. Doklady 11,
//! 1970): shortest paths by breadth, blocking flows by depth.

use std::collections::VecDeque;

/// A capacity that nothing fills.
pub(super) const ENDLESS: u64 = u64::MAX / 4;

#[derive(Clone, Copy, Debug)]
struct Edge {
    to: usize,
    /// What still goes through.
    left: u64,
}

/// A network. Node 0 is the source, node 1 the sink.
#[derive(Clone, Debug)]
pub(super) struct Network {
    /// Each edge is followed by its reverse.
    edges: Vec<Edge>,
    /// Edges that leave each node.
    from: Vec<Vec<usize>>,
}

pub(super) const SOURCE: usize = 0;
pub(super) const SINK: usize = 1;

impl Network {
    pub(super) fn new() -> Self {
        Network {
            edges: Vec::new(),
            from: vec![Vec::new(), Vec::new()],
        }
    }

    pub(super) fn node(&mut self) -> usize {
        self.from.push(Vec::new());
        self.from.len() - 1
    }

    pub(super) fn edge(&mut self, from: usize, to: usize, capacity: u64) {
        self.from[from].push(self.edges.len());
        self.edges.push(Edge { to, left: capacity });
        self.from[to].push(self.edges.len());
        self.edges.push(Edge { to: from, left: 0 });
    }

    /// Sends all that goes through.
    pub(super) fn fill(&mut self) -> u64 {
        let mut sum = 0;
        loop {
            let depth = self.depths();
            if depth[SINK].is_none() {
                return sum;
            }
            let mut next = vec![0; self.from.len()];
            loop {
                let sent = self.send(SOURCE, ENDLESS, &depth, &mut next);
                if sent == 0 {
                    break;
                }
                sum += sent;
            }
        }
    }

    /// Nodes that the source still reaches, with their distance.
    fn depths(&self) -> Vec<Option<u32>> {
        let mut depth = vec![None; self.from.len()];
        depth[SOURCE] = Some(0);
        let mut queue = VecDeque::from([SOURCE]);
        while let Some(node) = queue.pop_front() {
            let deeper = depth[node].map(|depth| depth + 1);
            for edge in self.from[node].iter().map(|edge| self.edges[*edge]) {
                if edge.left > 0 && depth[edge.to].is_none() {
                    depth[edge.to] = deeper;
                    queue.push_back(edge.to);
                }
            }
        }
        depth
    }

    /// Sends what one path takes. A path is no longer than the intervals of time there are, which are few.
    fn send(&mut self, node: usize, most: u64, depth: &[Option<u32>], next: &mut [usize]) -> u64 {
        if node == SINK {
            return most;
        }
        while let Some(&edge) = self.from[node].get(next[node]) {
            let Edge { to, left } = self.edges[edge];
            let deeper = depth[node].is_some_and(|here| depth[to] == Some(here + 1));
            if left > 0 && deeper {
                let sent = self.send(to, most.min(left), depth, next);
                if sent > 0 {
                    self.edges[edge].left -= sent;
                    self.edges[edge ^ 1].left += sent;
                    return sent;
                }
            }
            next[node] += 1;
        }
        0
    }

    /// Per node, whether the source still reaches it: the side of the smallest cut that lies nearest the source.
    pub(super) fn reached(&self) -> Vec<bool> {
        self.depths().iter().map(Option::is_some).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{prop_assert_eq, proptest};

    proptest! {
        #[test]
        fn the_flow_is_the_smallest_cut(capacities in proptest::collection::vec(0_u64..9, 30)) {
            // Four nodes between source and sink, every edge between two of the six.
            let mut network = Network::new();
            let nodes = [SOURCE, network.node(), network.node(), network.node(), network.node(), SINK];
            let mut capacity = [[0; 6]; 6];
            let mut given = capacities.iter();
            for (from, row) in capacity.iter_mut().enumerate() {
                for (to, cell) in row.iter_mut().enumerate().filter(|(to, _)| *to != from) {
                    *cell = *given.next().unwrap();
                    network.edge(nodes[from], nodes[to], *cell);
                }
            }
            let cut = |inside: &dyn Fn(usize) -> bool| -> u64 {
                let mut sum = 0;
                for (from, row) in capacity.iter().enumerate().filter(|(from, _)| inside(*from)) {
                    sum += row.iter().enumerate().filter(|(to, _)| *to != from && !inside(*to)).map(|(_, cell)| cell).sum::<u64>();
                }
                sum
            };
            let smallest = (0_u32..16).map(|set| cut(&|node| node == 0 || (node < 5 && set >> (node - 1) & 1 == 1))).min().unwrap();
            let flow = network.fill();
            prop_assert_eq!(flow, smallest);
            let reached = network.reached();
            prop_assert_eq!(cut(&|node| reached[nodes[node]]), smallest);
        }
    }
}
