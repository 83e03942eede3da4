//! What is known of the places some rows speak of, and how their statements change it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::area_kinds::{AliasKind, AreaKind, SuccessionKind};
use entity::ids::AreaId;

use super::codes::{dissolved_on, known_codes};
use super::names;
use super::place::{Alias, Membership, Place};
use super::statement::{Key, Statement};
use crate::identity::directory::rules::Fault;

/// What a statement did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// It was known.
    #[default]
    Known,
    /// It changed something that was known.
    Changed,
    /// It was new.
    New,
}

/// The name is known with another code.
const OTHER_CODE: Fault = Fault::new(
    "unknown_code_known_name",
    "The code is not known, but a place of this name is, under another code. Import a lookup of \
     both codes (ltla columns of two years) first, so that one place does not become two.",
);
/// Two places for one.
const TWO_PLACES: Fault = Fault::new(
    "codes_of_two_places",
    "Both codes are known as those of two different places, so one cannot be the other's new code.",
);
/// Nothing by that key.
const UNKNOWN: Fault = Fault::new(
    "place_unknown",
    "The place is not known yet. Import the file that lists it first.",
);
/// Two words for one day.
const TORN: Fault = Fault::new(
    "lies_in_two_places",
    "On the same day the place already lies in another place of that kind.",
);

/// The places a batch of rows speaks of.
#[derive(Clone, Debug, Default)]
pub struct Atlas {
    places: BTreeMap<AreaId, Place>,
    aliases: BTreeMap<(AreaId, AliasKind, String), Alias>,
    words: HashMap<AreaId, Vec<Membership>>,
    successions: BTreeMap<(AreaId, AreaId), SuccessionKind>,
    by_code: HashMap<(i32, String), AreaId>,
    by_name: HashMap<(AreaKind, String), BTreeSet<AreaId>>,
    by_registry: HashMap<String, AreaId>,
    slugs: BTreeSet<String>,
    /// What has to be written.
    pub changed: Changed,
}

/// What the statements changed, to be written.
#[derive(Clone, Debug, Default)]
pub struct Changed {
    /// Places.
    pub places: BTreeSet<AreaId>,
    /// Aliases.
    pub aliases: BTreeSet<(AreaId, AliasKind, String)>,
    /// New words about where a place lies.
    pub words: Vec<(AreaId, Membership)>,
    /// New successions.
    pub successions: Vec<(AreaId, AreaId, SuccessionKind)>,
}

impl Atlas {
    /// Adds a place that is stored.
    pub fn add_place(&mut self, place: Place) {
        if let Some(code) = &place.code {
            self.by_code.insert((place.vintage, code.clone()), place.id);
        }
        self.slugs.extend(place.slug.clone());
        self.places.insert(place.id, place);
    }

    /// Adds an alias that is stored; its place has to be added before.
    pub fn add_alias(&mut self, alias: Alias) {
        if let Some(place) = self.places.get(&alias.area_id) {
            match alias.kind {
                AliasKind::Gss => {
                    self.by_code
                        .insert((place.vintage, alias.value.clone()), place.id);
                }
                AliasKind::Name => {
                    self.by_name
                        .entry((place.kind, alias.value.clone()))
                        .or_default()
                        .insert(place.id);
                }
                AliasKind::Registry => {
                    self.by_registry.insert(alias.value.clone(), place.id);
                }
            }
        }
        self.aliases
            .insert((alias.area_id, alias.kind, alias.value.clone()), alias);
    }

    /// Adds a word that is stored.
    pub fn add_word(&mut self, of: AreaId, word: Membership) {
        self.words.entry(of).or_default().push(word);
    }

    /// Adds a succession that is stored.
    pub fn add_succession(&mut self, from: AreaId, to: AreaId, kind: SuccessionKind) {
        self.successions.insert((from, to), kind);
    }

    /// Adds a short name that is taken.
    pub fn add_slug(&mut self, slug: String) {
        self.slugs.insert(slug);
    }

    /// A place.
    pub fn place(&self, id: AreaId) -> Option<&Place> {
        self.places.get(&id)
    }

    /// An alias.
    pub fn alias(&self, key: &(AreaId, AliasKind, String)) -> Option<&Alias> {
        self.aliases.get(key)
    }

    /// The place that is meant.
    pub fn find(&self, key: &Key) -> Option<AreaId> {
        match key {
            Key::Code { vintage, code } => self.by_code.get(&(*vintage, code.clone())).copied(),
            Key::Authority(name) => self.authority_named(name),
            Key::Registry(registry) => self.by_registry.get(registry).copied(),
        }
    }

    /// The authority with exactly this name; one of the same core is not enough.
    fn authority_named(&self, name: &str) -> Option<AreaId> {
        let full = names::comparable(name);
        let holders = self.by_name.get(&(AreaKind::Authority, full))?;
        let only = holders.first()?;
        (holders.len() == 1).then_some(*only)
    }

    /// Takes in a statement.
    ///
    /// # Errors
    /// Why it cannot be true beside what is known; nothing is then changed.
    pub fn apply(
        &mut self,
        statement: &Statement,
        new_id: &mut dyn FnMut() -> AreaId,
    ) -> Result<Effect, Fault> {
        match statement {
            Statement::Place {
                key,
                kind,
                name,
                named_on,
                valid_from,
                valid_until,
            } => {
                let span = (*valid_from, *valid_until);
                if let Some(id) = self.find_for_place(key, *kind, name)? {
                    Ok(self.describe(id, key, name, *named_on, span))
                } else {
                    self.create(new_id(), key, *kind, name, *named_on, span);
                    Ok(Effect::New)
                }
            }
            Statement::Lies {
                of,
                within,
                known_on,
                starts_on,
            } => self.lies(of, within, *known_on, *starts_on),
            Statement::Recoded { from, to, on } => self.recode(from, to, *on),
            Statement::Became { from, to, kind, on } => self.became(from, to, *kind, *on),
            Statement::Named { of, name } => {
                let id = self.find(of).ok_or(UNKNOWN)?;
                Ok(self.name(id, name))
            }
            Statement::Registered { of, registry } => {
                let id = self.find(of).ok_or(UNKNOWN)?;
                if self
                    .by_registry
                    .get(registry)
                    .is_some_and(|holder| *holder != id)
                {
                    return Err(TWO_PLACES);
                }
                Ok(self.alias_new(id, AliasKind::Registry, registry, registry, (None, None)))
            }
        }
    }

    /// The place a statement describes, unless describing it would make two of one.
    fn find_for_place(
        &self,
        key: &Key,
        kind: AreaKind,
        name: &str,
    ) -> Result<Option<AreaId>, Fault> {
        if let Some(id) = self.find(key) {
            return Ok(Some(id));
        }
        let Key::Code { code, .. } = key else {
            return Ok(None);
        };
        match kind {
            AreaKind::Authority => {
                // One that had no code until now.
                Ok(self.authority_named(name).filter(|id| {
                    self.places
                        .get(id)
                        .is_some_and(|place| place.code.is_none())
                }))
            }
            AreaKind::District | AreaKind::County | AreaKind::Region => {
                let full = names::comparable(name);
                let namesakes = self.by_name.get(&(kind, full.clone()));
                let taken = namesakes.into_iter().flatten().any(|id| {
                    self.places.get(id).is_some_and(|place| {
                        place.valid_until.is_none()
                            && names::comparable(&place.name) == full
                            && place.code.as_deref().and_then(|code| code.get(..3)) == code.get(..3)
                    })
                });
                if taken { Err(OTHER_CODE) } else { Ok(None) }
            }
            AreaKind::Ward | AreaKind::Lsoa => Ok(None),
        }
    }

    fn create(
        &mut self,
        id: AreaId,
        key: &Key,
        kind: AreaKind,
        name: &str,
        named_on: Option<NaiveDate>,
        (valid_from, mut valid_until): (Option<NaiveDate>, Option<NaiveDate>),
    ) {
        let (vintage, code) = match key {
            Key::Code { vintage, code } => (*vintage, Some(code.clone())),
            Key::Authority(_) | Key::Registry(_) => (0, None),
        };
        if kind == AreaKind::Authority {
            valid_until = valid_until.or_else(|| dissolved_on(code.as_deref()?));
        }
        let slug = (kind == AreaKind::Authority && valid_until.is_none())
            .then(|| self.free_slug(&names::slug(name)));
        let mut place = Place {
            id,
            kind,
            vintage,
            name: name.to_owned(),
            code: code.clone(),
            slug,
            known_on: named_on,
            valid_from,
            valid_until,
        };
        let has_aliases = has_aliases(kind);
        let chain = code.as_deref().filter(|_| has_aliases).map(known_codes);
        if kind == AreaKind::District
            && let Some(newest) = chain.as_ref().and_then(|chain| chain.last())
        {
            place.code = Some(newest.code.clone());
        }
        self.add_place(place);
        self.changed.places.insert(id);
        for dated in chain.into_iter().flatten() {
            let span = (dated.valid_from, dated.valid_until);
            self.alias_new(id, AliasKind::Gss, &dated.code, &dated.code, span);
        }
        if has_aliases {
            self.name(id, name);
        }
        if let Key::Registry(registry) = key {
            self.alias_new(id, AliasKind::Registry, registry, registry, (None, None));
        }
    }

    /// Adds what a statement says to a place that is known.
    fn describe(
        &mut self,
        id: AreaId,
        key: &Key,
        name: &str,
        named_on: Option<NaiveDate>,
        (valid_from, valid_until): (Option<NaiveDate>, Option<NaiveDate>),
    ) -> Effect {
        let mut effect = Effect::Known;
        let kind = self.places.get(&id).map(|place| place.kind);
        if kind.is_some_and(has_aliases) {
            effect = effect.max(self.name(id, name).min(Effect::Changed));
            if let Key::Code { code, .. } = key {
                let news = self.alias_new(id, AliasKind::Gss, code, code, (None, None));
                effect = effect.max(news.min(Effect::Changed));
            }
        }
        let Some(place) = self.places.get_mut(&id) else {
            return effect;
        };
        let before = place.clone();
        if named_on > place.known_on {
            name.clone_into(&mut place.name);
            place.known_on = named_on;
        }
        if place.code.is_none()
            && let Key::Code { code, .. } = key
        {
            place.code = Some(code.clone());
        }
        place.valid_from = place.valid_from.or(valid_from);
        place.valid_until = place.valid_until.or(valid_until);
        if *place != before {
            self.changed.places.insert(id);
            effect = effect.max(Effect::Changed);
        }
        effect
    }

    fn free_slug(&self, wanted: &str) -> String {
        if !self.slugs.contains(wanted) {
            return wanted.to_owned();
        }
        // Of so many numbers, at least one is free.
        (2..=self.slugs.len() + 2)
            .map(|number| format!("{wanted}-{number}"))
            .find(|slug| !self.slugs.contains(slug))
            .unwrap_or_else(|| wanted.to_owned())
    }

    /// Adds an alias unless it is known; a known one only gains dates it had not.
    fn alias_new(
        &mut self,
        id: AreaId,
        kind: AliasKind,
        value: &str,
        written: &str,
        (valid_from, valid_until): (Option<NaiveDate>, Option<NaiveDate>),
    ) -> Effect {
        let key = (id, kind, value.to_owned());
        if let Some(alias) = self.aliases.get_mut(&key) {
            let before = (alias.valid_from, alias.valid_until);
            alias.valid_from = alias.valid_from.or(valid_from);
            alias.valid_until = alias.valid_until.or(valid_until);
            if (alias.valid_from, alias.valid_until) == before {
                return Effect::Known;
            }
            self.changed.aliases.insert(key);
            return Effect::Changed;
        }
        self.changed.aliases.insert(key);
        self.add_alias(Alias {
            area_id: id,
            kind,
            value: value.to_owned(),
            written: written.to_owned(),
            valid_from,
            valid_until,
        });
        Effect::New
    }

    /// Adds every form of a name.
    fn name(&mut self, id: AreaId, name: &str) -> Effect {
        let kind = self.places.get(&id).map(|place| place.kind);
        let forms = match kind {
            Some(AreaKind::Authority) => names::authority_forms(name),
            _ => names::forms(name),
        };
        forms
            .iter()
            .map(|form| self.alias_new(id, AliasKind::Name, form, name, (None, None)))
            .max()
            .unwrap_or_default()
    }

    fn lies(
        &mut self,
        of: &Key,
        within: &Key,
        known_on: NaiveDate,
        starts_on: Option<NaiveDate>,
    ) -> Result<Effect, Fault> {
        let id = self.find(of).ok_or(UNKNOWN)?;
        let within_id = self.find(within).ok_or(UNKNOWN)?;
        let within_kind = self.places.get(&within_id).ok_or(UNKNOWN)?.kind;
        let words = self.words.entry(id).or_default();
        let same_day = words
            .iter()
            .find(|word| word.within_kind == within_kind && word.known_on == known_on);
        match same_day {
            Some(word) if word.within_id == within_id => Ok(Effect::Known),
            Some(_) => Err(TORN),
            None => {
                let word = Membership {
                    within_id,
                    within_kind,
                    known_on,
                    starts_on,
                };
                words.push(word);
                self.changed.words.push((id, word));
                Ok(Effect::New)
            }
        }
    }

    fn recode(&mut self, from: &str, to: &str, on: Option<NaiveDate>) -> Result<Effect, Fault> {
        let by_code = |code: &str| self.find(&Key::code(code));
        let id = match (by_code(from), by_code(to)) {
            (Some(from), Some(to)) if from != to => return Err(TWO_PLACES),
            (Some(id), _) | (None, Some(id)) => id,
            // Nothing yet to give the other code to.
            (None, None) => return Ok(Effect::Known),
        };
        let older = self.alias_new(id, AliasKind::Gss, from, from, (None, on));
        let newer = self.alias_new(id, AliasKind::Gss, to, to, (on, None));
        if let Some(place) = self.places.get_mut(&id)
            && place.code.as_deref() == Some(from)
        {
            place.code = Some(to.to_owned());
            self.changed.places.insert(id);
        }
        Ok(older.max(newer).min(Effect::Changed))
    }

    fn became(
        &mut self,
        from: &Key,
        to: &Key,
        kind: SuccessionKind,
        on: Option<NaiveDate>,
    ) -> Result<Effect, Fault> {
        let from = self.find(from).ok_or(UNKNOWN)?;
        let to = self.find(to).ok_or(UNKNOWN)?;
        let mut effect = Effect::Known;
        let spans = [(from, None, on), (to, on, None)];
        for (id, begins, ends) in spans {
            if let Some(place) = self.places.get_mut(&id) {
                let before = (place.valid_from, place.valid_until);
                place.valid_from = place.valid_from.or(begins);
                place.valid_until = place.valid_until.or(ends);
                if (place.valid_from, place.valid_until) != before {
                    self.changed.places.insert(id);
                    effect = Effect::Changed;
                }
            }
        }
        if from != to && !self.successions.contains_key(&(from, to)) {
            self.successions.insert((from, to), kind);
            self.changed.successions.push((from, to, kind));
            effect = Effect::New;
        }
        Ok(effect)
    }
}

/// Whether codes and names of its kind are kept as aliases; wards and small areas are found by
/// their one code.
pub const fn has_aliases(kind: AreaKind) -> bool {
    match kind {
        AreaKind::Region | AreaKind::Authority | AreaKind::County | AreaKind::District => true,
        AreaKind::Ward | AreaKind::Lsoa => false,
    }
}

#[cfg(test)]
#[path = "atlas_tests.rs"]
mod tests;
