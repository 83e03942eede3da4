//! What people said about cases, row by row.

use entity::ids::{AssessmentId, CaseCommentId};
use entity::{case_comment, person};
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationDef,
};

use crate::identity::rules::Person;
use crate::platform::error::{Error, Result, changed_one};
use crate::review::rules::{Comment, CommentState};
use crate::scheme::rules::CriterionCode;

fn read(row: case_comment::Model) -> Result<Comment> {
    let criterion = row.criterion.as_deref().map(CriterionCode::parse);
    Ok(Comment {
        id: row.id,
        assessment_id: row.assessment_id,
        authority_id: row.authority_id,
        criterion: criterion.transpose().map_err(Error::internal)?,
        audience: row.audience,
        side: row.side,
        author: row.author_id,
        posted_at: row.posted_at,
        told: row.told,
        state: match row.withdrawn_at {
            None => CommentState::Posted { words: row.words },
            Some(at) => CommentState::TakenBack { at },
        },
    })
}

/// A comment and the name of its author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The comment.
    pub comment: Comment,
    /// The name of its author.
    pub author: String,
}

/// Every comment on a case with its author, the first first: one statement. The scope is the caller's,
/// who may read the case; what of it they may read, the rules say.
///
/// # Errors
/// When the database refuses.
pub async fn list_comments(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
) -> Result<Vec<Said>> {
    let author: RelationDef = case_comment::Entity::belongs_to(person::Entity)
        .from(case_comment::Column::AuthorId)
        .to(person::Column::Id)
        .into();
    let rows = case_comment::Entity::find()
        .filter(case_comment::Column::AssessmentId.eq(assessment))
        .join(JoinType::LeftJoin, author)
        .select_also(person::Entity)
        .order_by_asc(case_comment::Column::PostedAt)
        .order_by_asc(case_comment::Column::Id)
        .all(conn)
        .await?;
    rows.into_iter()
        .map(|(row, author)| {
            Ok(Said {
                comment: read(row)?,
                author: author.map_or_else(String::new, |row| {
                    let person = Person {
                        id: row.id,
                        email: row.email,
                        name: row.name,
                    };
                    person.display_name().to_owned()
                }),
            })
        })
        .collect()
}

/// A comment on a case. The scope is the caller's, who may read the case.
///
/// # Errors
/// [`Error::NotFound`] when the case has none of that name.
pub async fn get_comment(
    conn: &impl ConnectionTrait,
    assessment: AssessmentId,
    id: CaseCommentId,
) -> Result<Comment> {
    let row = case_comment::Entity::find_by_id(id)
        .filter(case_comment::Column::AssessmentId.eq(assessment))
        .one(conn)
        .await?;
    row.map(read).transpose()?.ok_or(Error::NotFound)
}

/// Writes a new comment.
///
/// # Errors
/// When the database refuses.
pub(in crate::review) async fn insert_comment(
    conn: &impl ConnectionTrait,
    new: &Comment,
) -> Result<()> {
    let row = case_comment::Model {
        id: new.id,
        assessment_id: new.assessment_id,
        authority_id: new.authority_id,
        criterion: new.criterion.as_ref().map(ToString::to_string),
        audience: new.audience,
        side: new.side,
        author_id: new.author,
        words: new.words().unwrap_or_default().to_owned(),
        posted_at: new.posted_at,
        told: new.told,
        withdrawn_at: None,
    };
    case_comment::Entity::insert(case_comment::ActiveModel::from(row))
        .exec_without_returning(conn)
        .await?;
    Ok(())
}

/// Takes the words of a comment out, if they were still there.
///
/// # Errors
/// A conflict when they were not.
pub(in crate::review) async fn take_comment_back(
    conn: &impl ConnectionTrait,
    changed: &Comment,
) -> Result<()> {
    let CommentState::TakenBack { at } = changed.state else {
        return Ok(());
    };
    let done = case_comment::Entity::update_many()
        .set(case_comment::ActiveModel {
            words: Set(String::new()),
            withdrawn_at: Set(Some(at)),
            ..Default::default()
        })
        .filter(case_comment::Column::Id.eq(changed.id))
        .filter(case_comment::Column::WithdrawnAt.is_null())
        .exec(conn)
        .await?;
    changed_one(done.rows_affected)
}
