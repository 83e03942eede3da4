//! Puts every job together: which action each kind of work calls. Decides nothing.

use std::time::Duration;

use crate::notification::mailer::Mailer;
use crate::platform::context::Context;
use crate::platform::error::Result;
use crate::platform::jobs::{self, Work};
use crate::web::session::DatabaseSessions;
use crate::{accreditation, assessment, certificate, identity, review};

/// How long the worker rests when there is nothing to do.
const REST: Duration = Duration::from_millis(500);
/// Rests between two sweeps of ended sessions: half an hour.
const SWEEP_EVERY: u32 = 3600;

/// Works until the process ends.
///
/// # Errors
/// Never by itself: a failure is logged, and the work is tried again.
pub async fn run(ctx: Context, mailer: Mailer) {
    let sessions = DatabaseSessions::new(ctx.clone());
    let mut rests: u32 = 0;
    let mut day = None;
    loop {
        if day != Some(ctx.today()) {
            match begin_day(&ctx).await {
                Ok(()) => day = Some(ctx.today()),
                Err(error) => tracing::error!(%error, "the work of the day could not be queued"),
            }
        }
        if let Err(error) = drain(&ctx, &mailer).await {
            tracing::error!(%error, "the worker could not read its queue");
        }
        if rests.is_multiple_of(SWEEP_EVERY)
            && let Err(error) = sessions.sweep().await
        {
            tracing::error!(%error, "ended sessions could not be removed");
        }
        rests = rests.wrapping_add(1);
        tokio::time::sleep(REST).await;
    }
}

/// Queues what is done once a day, London time: once, however many workers there are and however often
/// they start; a day on which none ran is made up for by the next, for the work looks at where things
/// stand.
///
/// # Errors
/// When the database refuses.
pub async fn begin_day(ctx: &Context) -> Result<()> {
    for work in [
        Work::CheckOutside { authority_id: None },
        Work::CheckConditions,
        Work::WatchClocks,
        Work::CheckHolds,
        Work::EraseConfirmers,
        Work::RemindOfRenewals,
    ] {
        let key = format!("{}:day:{}", work.kind(), ctx.today());
        jobs::enqueue(ctx, ctx.db.write(), &work, key).await?;
    }
    Ok(())
}

/// Does everything that is due: jobs first, then the emails they wrote.
///
/// # Errors
/// When the database refuses.
pub async fn drain(ctx: &Context, mailer: &Mailer) -> Result<()> {
    while let Some(claimed) = jobs::claim(ctx).await? {
        let outcome = match &claimed.work {
            // A task of its own: a job that panics is one that failed, and the worker goes on.
            Some(work) => {
                let (ctx, work) = (ctx.clone(), work.clone());
                tokio::spawn(async move { perform(&ctx, &work).await })
                    .await
                    .map_err(|_| "the job panicked".to_owned())
                    .and_then(|done| done.map_err(|error| error.to_string()))
            }
            None => Err("this program does not know the kind of work".to_owned()),
        };
        match outcome {
            Ok(()) => jobs::finish(ctx, claimed.id).await?,
            Err(error) => {
                tracing::error!(job = %claimed.id, error, "a job failed");
                jobs::postpone(ctx, &claimed, &error).await?;
            }
        }
    }
    mailer.send_due(ctx).await?;
    Ok(())
}

async fn perform(ctx: &Context, work: &Work) -> Result<()> {
    match work {
        Work::IssueCertificate { accreditation_id } => {
            certificate::actions::issue(ctx, *accreditation_id)
                .await
                .map(|_| ())
        }
        Work::MoveOpenAssessments { version_id } => {
            assessment::actions::moving::move_open(ctx, *version_id)
                .await
                .map(|_| ())
        }
        Work::DrawCertificate { certificate_id } => {
            certificate::actions::draw_pdf(ctx, *certificate_id).await
        }
        Work::CheckConditions => accreditation::actions::condition::tell_overdue(ctx)
            .await
            .map(|_| ()),
        Work::WatchClocks => accreditation::actions::matter::warn_of_clocks(ctx)
            .await
            .map(|_| ()),
        Work::EraseConfirmers => assessment::actions::confirmation::erase_due(ctx)
            .await
            .map(|_| ()),
        Work::CheckHolds => review::actions::hold::remind(ctx).await.map(|_| ()),
        Work::CheckOutside { authority_id } => {
            accreditation::actions::check::open_due(ctx, *authority_id)
                .await
                .map(|_| ())
        }
        Work::AddressBounced { email_id } => {
            identity::actions::bounce::sign_out(ctx, *email_id).await
        }
        Work::RemindOfRenewals => accreditation::actions::renewal::remind_due(ctx)
            .await
            .map(|_| ()),
    }
}
