//! What several readers gathered of authors, as one.

use std::collections::{BTreeMap, HashSet};

use super::person::Person;
use super::{Authors, MAX_AUTHORS, MAX_POSTS, Note, Reply, Seen};
use crate::stats::seed_of;

impl Authors {
    /// Adds what another has read, with the same options. A post that both have read counts once.
    pub fn merge(&mut self, other: Authors) {
        let mut names: BTreeMap<usize, (String, String)> = BTreeMap::new();
        for (name, place) in other.by_name {
            names.insert(place, name);
        }
        // Places of theirs among ours.
        let mut places: Vec<Option<usize>> = Vec::with_capacity(other.people.len());
        for (at, person) in other.people.into_iter().enumerate() {
            let name = names.remove(&at);
            places.push(name.and_then(|name| self.join(name, person)));
        }
        let place = |at: usize| places.get(at).copied().flatten();
        let mut twice: HashSet<u64> = HashSet::new();
        for (id, note) in other.notes {
            if let Some(author) = place(note.author) {
                let is_new = self.join_note(id, Note { author, ..note });
                twice.extend((!is_new).then_some(id));
            }
        }
        for reply in other.replies {
            let known = reply.own.is_some_and(|own| twice.contains(&own));
            match place(reply.author) {
                Some(author) if !known && self.replies.len() < MAX_POSTS => {
                    self.replies.push(Reply { author, ..reply });
                }
                Some(_) if !known => self.over += 1,
                _ => {}
            }
        }
        for seen in other.thanks {
            let known = twice.contains(&seed_of(&seen.id, 0));
            if let Some(author) = place(seen.author).filter(|_| !known) {
                self.thanks.push(Seen { author, ..seen });
            }
        }
        self.begins = [self.begins, other.begins].into_iter().flatten().min();
        self.passed.merge(other.passed);
        self.nameless += other.nameless;
        self.over += other.over;
    }

    /// The place of an author of another reader, with what that one counted.
    fn join(&mut self, name: (String, String), person: Person) -> Option<usize> {
        if let Some(known) = self.by_name.get(&name) {
            let ids = self.options.scope.ids;
            self.people.get_mut(*known)?.merge(person, ids);
            return Some(*known);
        }
        if self.people.len() >= MAX_AUTHORS {
            self.over += person.posts;
            return None;
        }
        let place = self.people.len();
        self.people.push(person);
        self.by_name.insert(name, place);
        Some(place)
    }

    /// A post of another reader; when it was read here too, what was counted twice is taken back. Whether it was not.
    fn join_note(&mut self, id: u64, theirs: Note) -> bool {
        let Some(ours) = self.notes.get_mut(&id) else {
            if self.notes.len() < MAX_POSTS {
                self.notes.insert(id, theirs);
            } else {
                self.over += 1;
            }
            return true;
        };
        let engagement = ours.engagement.min(theirs.engagement);
        let reach = ours.reach.min(theirs.reach);
        ours.engagement = ours.engagement.max(theirs.engagement);
        ours.reach = ours.reach.max(theirs.reach);
        if let Some(person) = self.people.get_mut(theirs.author) {
            let less = |count: &mut u64, by: u64| *count = count.saturating_sub(by);
            less(&mut person.posts, 1);
            less(&mut person.engagement, u64::from(engagement));
            less(&mut person.reach, u64::from(reach));
            less(&mut person.labelled, u64::from(theirs.tone.is_some()));
            less(&mut person.negative, u64::from(theirs.tone == Some(0)));
            less(&mut person.positive, u64::from(theirs.tone == Some(2)));
        }
        false
    }

    /// Puts the authors into an order that does not depend on who read which lines, so that neither do sums of fractions and ties.
    pub(super) fn sort(&mut self) {
        let named = std::mem::take(&mut self.by_name);
        let mut order: Vec<((String, String), usize)> = named.into_iter().collect();
        order.sort_unstable();
        let mut places: Vec<usize> = (0..self.people.len()).collect();
        let mut people = Vec::with_capacity(self.people.len());
        for (_, old) in order {
            if let (Some(place), Some(person)) = (places.get_mut(old), self.people.get_mut(old)) {
                *place = people.len();
                people.push(std::mem::take(person));
            }
        }
        self.people = people;
        let place = |at: usize| places.get(at).copied().unwrap_or(at);
        for note in self.notes.values_mut() {
            note.author = place(note.author);
        }
        for reply in &mut self.replies {
            reply.author = place(reply.author);
        }
        for seen in &mut self.thanks {
            seen.author = place(seen.author);
        }
    }
}

impl Person {
    /// Adds what another reader has counted of the same author; `ids` is how many ids of posts are kept.
    fn merge(&mut self, other: Person, ids: usize) {
        // The name and address are those of the first post.
        let earlier = |at: Option<i64>| at.unwrap_or(i64::MAX);
        if (earlier(other.first), &other.first_id) < (earlier(self.first), &self.first_id) {
            self.name = other.name;
            self.url = other.url.or(self.url.take());
            self.first = other.first;
            self.first_id = other.first_id;
        }
        self.followers = self.followers.max(other.followers);
        self.is_own |= other.is_own;
        self.is_bot |= other.is_bot;
        self.posts += other.posts;
        self.last = self.last.max(other.last);
        self.before = self.before.max(other.before);
        self.again = [self.again.take(), other.again].into_iter().flatten().min();
        self.engagement += other.engagement;
        self.reach += other.reach;
        self.labelled += other.labelled;
        self.negative += other.negative;
        self.positive += other.positive;
        self.ids.extend(other.ids);
        self.ids.sort_unstable();
        self.ids.dedup();
        self.ids.truncate(ids);
    }
}
