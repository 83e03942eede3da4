//! What an import reads and writes: the atlas of a batch, in as few statements as there are tables.

use std::collections::BTreeSet;

use entity::area_kinds::{AliasKind, AreaKind};
use entity::ids::AreaId;
use entity::{area, area_alias, area_member, area_succession};
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel,
    QueryFilter, QuerySelect,
};

use crate::identity::geography::rules::atlas::{Atlas, has_aliases};
use crate::identity::geography::rules::codes::known_codes;
use crate::identity::geography::rules::names;
use crate::identity::geography::rules::place::{Alias, Place};
use crate::identity::geography::rules::statement::{Key, Statement};
use crate::platform::error::Result;

/// Values in one `IN (…)` and rows in one statement: far below what either database binds.
const CHUNK: usize = 1_000;

/// Lets one import in at a time. On `SQLite` the transaction is already the only writer.
pub(in super::super) async fn lock(conn: &impl ConnectionTrait) -> Result<()> {
    if conn.get_database_backend() == DbBackend::Postgres {
        conn.execute_unprepared("LOCK TABLE area IN SHARE ROW EXCLUSIVE MODE")
            .await?;
    }
    Ok(())
}

/// What the statements speak of.
#[derive(Debug, Default)]
struct Spoken {
    codes: BTreeSet<String>,
    names: BTreeSet<String>,
    registries: BTreeSet<String>,
    authorities: bool,
}

impl Spoken {
    fn key(&mut self, key: &Key) {
        match key {
            Key::Code { code, .. } => self.code(code),
            Key::Authority(name) => {
                self.names.insert(names::comparable(name));
            }
            Key::Registry(registry) => {
                self.registries.insert(registry.clone());
            }
        }
    }

    fn code(&mut self, code: &str) {
        self.codes
            .extend(known_codes(code).into_iter().map(|dated| dated.code));
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Place {
                key, kind, name, ..
            } => {
                self.key(key);
                self.authorities |= *kind == AreaKind::Authority;
                if has_aliases(*kind) {
                    self.names.insert(names::comparable(name));
                }
            }
            Statement::Lies { of, within, .. } => {
                self.key(of);
                self.key(within);
            }
            Statement::Recoded { from, to, .. } => {
                self.code(from);
                self.code(to);
            }
            Statement::Became { from, to, .. } => {
                self.key(from);
                self.key(to);
            }
            Statement::Named { of, .. } => self.key(of),
            Statement::Registered { of, registry } => {
                self.key(of);
                self.registries.insert(registry.clone());
            }
        }
    }
}

/// Loads the places that statements speak of, with their aliases, words and successions.
pub(in super::super) async fn load<'a>(
    conn: &impl ConnectionTrait,
    statements: impl Iterator<Item = &'a Statement>,
) -> Result<Atlas> {
    let mut spoken = Spoken::default();
    for statement in statements {
        spoken.statement(statement);
    }
    let mut places: Vec<Place> = Vec::new();
    for codes in chunks(&spoken.codes) {
        let rows = area::Entity::find()
            .filter(area::Column::Code.is_in(codes))
            .all(conn)
            .await?;
        places.extend(rows.into_iter().map(Place::from));
    }
    let mut others = BTreeSet::new();
    let spoken_aliases = [
        (AliasKind::Gss, &spoken.codes),
        (AliasKind::Name, &spoken.names),
        (AliasKind::Registry, &spoken.registries),
    ];
    for (kind, values) in spoken_aliases {
        for values in chunks(values) {
            let ids = area_alias::Entity::find()
                .select_only()
                .column(area_alias::Column::AreaId)
                .filter(area_alias::Column::Kind.eq(kind))
                .filter(area_alias::Column::Value.is_in(values))
                .into_tuple::<AreaId>()
                .all(conn)
                .await?;
            others.extend(ids);
        }
    }
    for place in &places {
        others.remove(&place.id);
    }
    places.extend(super::list_areas(conn, others).await?);
    let mut atlas = Atlas::default();
    let aliased = places
        .iter()
        .filter(|place| has_aliases(place.kind))
        .map(|place| place.id)
        .collect();
    let all: BTreeSet<AreaId> = places.iter().map(|place| place.id).collect();
    for place in places {
        atlas.add_place(place);
    }
    load_rest(conn, &mut atlas, &aliased, &all).await?;
    if spoken.authorities {
        let slugs = area::Entity::find()
            .select_only()
            .column(area::Column::Slug)
            .filter(area::Column::Slug.is_not_null())
            .into_tuple::<Option<String>>()
            .all(conn)
            .await?;
        for slug in slugs.into_iter().flatten() {
            atlas.add_slug(slug);
        }
    }
    Ok(atlas)
}

async fn load_rest(
    conn: &impl ConnectionTrait,
    atlas: &mut Atlas,
    aliased: &BTreeSet<AreaId>,
    all: &BTreeSet<AreaId>,
) -> Result<()> {
    for ids in chunks(aliased) {
        let rows = area_alias::Entity::find()
            .filter(area_alias::Column::AreaId.is_in(ids))
            .all(conn)
            .await?;
        for row in rows {
            atlas.add_alias(Alias::from(row));
        }
    }
    for ids in chunks(all) {
        let rows = area_member::Entity::find()
            .filter(area_member::Column::AreaId.is_in(ids.clone()))
            .all(conn)
            .await?;
        for row in rows {
            atlas.add_word(row.area_id, super::word(&row));
        }
        let rows = area_succession::Entity::find()
            .filter(area_succession::Column::FromId.is_in(ids))
            .all(conn)
            .await?;
        for row in rows {
            atlas.add_succession(row.from_id, row.to_id, row.kind);
        }
    }
    Ok(())
}

fn chunks<T: Clone>(values: &BTreeSet<T>) -> Vec<Vec<T>> {
    let all: Vec<&T> = values.iter().collect();
    all.chunks(CHUNK)
        .map(|chunk| chunk.iter().copied().cloned().collect())
        .collect()
}

/// Writes what the statements changed.
pub(in super::super) async fn write(conn: &impl ConnectionTrait, atlas: &Atlas) -> Result<()> {
    let changed = &atlas.changed;
    let places = changed
        .places
        .iter()
        .filter_map(|id| atlas.place(*id))
        .map(|place| area::Model {
            id: place.id,
            kind: place.kind,
            vintage: place.vintage,
            name: place.name.clone(),
            code: place.code.clone(),
            slug: place.slug.clone(),
            known_on: place.known_on,
            valid_from: place.valid_from,
            valid_until: place.valid_until,
        });
    let by_id = OnConflict::column(area::Column::Id)
        .update_columns([
            area::Column::Name,
            area::Column::Code,
            area::Column::KnownOn,
            area::Column::ValidFrom,
            area::Column::ValidUntil,
        ])
        .to_owned();
    insert::<area::ActiveModel, _>(conn, places, &by_id).await?;
    let aliases = changed
        .aliases
        .iter()
        .filter_map(|key| atlas.alias(key))
        .map(|alias| area_alias::Model {
            area_id: alias.area_id,
            kind: alias.kind,
            value: alias.value.clone(),
            written: alias.written.clone(),
            valid_from: alias.valid_from,
            valid_until: alias.valid_until,
        });
    let by_value = OnConflict::columns([
        area_alias::Column::AreaId,
        area_alias::Column::Kind,
        area_alias::Column::Value,
    ])
    .update_columns([
        area_alias::Column::ValidFrom,
        area_alias::Column::ValidUntil,
    ])
    .to_owned();
    insert::<area_alias::ActiveModel, _>(conn, aliases, &by_value).await?;
    let words = changed.words.iter().map(|(of, word)| area_member::Model {
        area_id: *of,
        within_id: word.within_id,
        known_on: word.known_on,
        within_kind: word.within_kind,
        starts_on: word.starts_on,
    });
    let by_day = OnConflict::columns([
        area_member::Column::AreaId,
        area_member::Column::WithinId,
        area_member::Column::KnownOn,
    ])
    .update_column(area_member::Column::StartsOn)
    .to_owned();
    insert::<area_member::ActiveModel, _>(conn, words, &by_day).await?;
    let successions = changed
        .successions
        .iter()
        .map(|(from, to, kind)| area_succession::Model {
            from_id: *from,
            to_id: *to,
            kind: *kind,
        });
    let by_pair = OnConflict::columns([
        area_succession::Column::FromId,
        area_succession::Column::ToId,
    ])
    .update_column(area_succession::Column::Kind)
    .to_owned();
    insert::<area_succession::ActiveModel, _>(conn, successions, &by_pair).await
}

/// Inserts rows, or changes those that are there.
async fn insert<A, M>(
    conn: &impl ConnectionTrait,
    rows: impl Iterator<Item = M>,
    conflict: &OnConflict,
) -> Result<()>
where
    A: ActiveModelTrait + Send,
    M: IntoActiveModel<A>,
{
    let mut rows = rows.map(IntoActiveModel::into_active_model);
    loop {
        let batch: Vec<A> = rows.by_ref().take(CHUNK).collect();
        if batch.is_empty() {
            return Ok(());
        }
        A::Entity::insert_many(batch)
            .on_conflict(conflict.clone())
            .exec_without_returning(conn)
            .await?;
    }
}
