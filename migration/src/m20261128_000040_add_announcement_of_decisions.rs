//! Whether a decision was announced, when its term begins, and what it was made on.

use sea_orm_migration::prelude::*;

use crate::columns::index;

/// The change.
#[derive(Debug, DeriveMigrationName)]
pub(crate) struct Migration;

/// The columns, in order.
fn columns() -> Vec<ColumnDef> {
    let column = |name: &'static str| ColumnDef::new(name);
    vec![
        column("status")
            .text()
            .not_null()
            .default("announced")
            .take(),
        column("basis").text().take(),
        column("basis_sha256").text().take(),
        column("start_on").date().take(),
        column("announced_by").uuid().take(),
        column("announced_at").timestamp_with_time_zone().take(),
        column("undone_by").uuid().take(),
        column("undone_at").timestamp_with_time_zone().take(),
        column("undo_reason").text().not_null().default("").take(),
        column("version").integer().not_null().default(1).take(),
    ]
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in columns() {
            let alter = Table::alter().table("decision").add_column(column).take();
            manager.alter_table(alter).await?;
        }
        // What was decided before was told in the same moment.
        let told = Query::update()
            .table("decision")
            .value("announced_by", Expr::col("decided_by"))
            .value("announced_at", Expr::col("decided_at"))
            .take();
        manager.execute(told).await?;
        manager
            .create_index(index(
                "ix_decision_waiting",
                "decision",
                &["authority_id", "status", "decided_at"],
            ))
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_index(
                Index::drop()
                    .name("ix_decision_waiting")
                    .table("decision")
                    .to_owned(),
            )
            .await?;
        for column in columns().iter().rev() {
            let name = column.get_column_name();
            let alter = Table::alter().table("decision").drop_column(name).take();
            manager.alter_table(alter).await?;
        }
        Ok(())
    }
}
