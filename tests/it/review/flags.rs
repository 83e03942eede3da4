//! Flags and tags on a case, and finding cases by them.

use entity::kinds::StaffRole;
use fairmark::review::actions::hold::hold;
use fairmark::review::actions::mark;
use fairmark::review::actions::staff::Staff;
use fairmark::review::rules::HoldText;

use super::appoint;
use crate::helpers::{Journey, World};

const REASON: &str = "Two rates of pay for one job";

both! {
    async fn a_flag_is_raised_and_resolved_and_stays_as_history(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.open(&app).await;
        let path = format!("/home/reviews/{review}/marks");
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&path).await;
        asha.press("Raise a flag").await;
        assert_eq!(asha.status(), 422);
        asha.see_error("flag", "Say what somebody should look at");
        asha.fill("What should somebody look at?", REASON);
        asha.press("Raise a flag").await;
        asha.see("The flag is raised");
        asha.see("Open flag");
        asha.see("by Asha Assessor");
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&format!("{}/marks", journey.officers_page())).await;
        olga.press("Resolve the flag").await;
        olga.see_error("which", "Choose the flag that is resolved");
        olga.choose(REASON);
        olga.press("Resolve the flag").await;
        olga.see_error("outcome", "Say what came of it");
        assert!(olga.is_chosen_in("Which flag is resolved?", REASON));
        olga.fill("What came of it?", "They are two jobs.");
        let mut second = olga.clone();
        olga.press("Resolve the flag").await;
        olga.see("The flag is resolved");
        olga.see("by Olga Officer: They are two jobs.");
        olga.not_see("Open flag");
        second.press("Resolve the flag").await;
        assert_eq!(second.status(), 409);
        second.see("Somebody has resolved this flag already.");
        // The employer sees nothing of it, and reaches nothing.
        let mut lena = app.session(&journey.lead).await;
        for page in [journey.employers_page(), format!("{}/comments", journey.employers_page()), "/home".to_owned()] {
            lena.visit(&page).await;
            lena.not_see(REASON);
            lena.not_see("flag");
        }
        for page in [path, format!("{}/marks", journey.officers_page())] {
            assert_eq!(lena.download(&page).await.status, 404);
        }
    }

    async fn tags_are_made_as_they_are_typed_and_find_cases(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.open(&app).await;
        let other = Journey::drafted_in(&app, &journey.world, "Mill Lane Ltd", "milllane").await;
        other.submit(&app).await;
        let path = format!("/home/reviews/{review}/marks");
        let mut asha = app.session(World::ASSESSOR).await;
        asha.visit(&path).await;
        asha.fill("New tag", "a/b");
        asha.press("Add the tag").await;
        asha.see_error("tag", "Use letters, numbers, spaces and hyphens alone");
        asha.fill("New tag", "  Night   SHIFT ");
        asha.press("Add the tag").await;
        asha.see("The case has the tag “night shift”");
        asha.press_again().await;
        assert_eq!(asha.status(), 200);
        let mut olga = app.session(World::OFFICER).await;
        olga.visit(&format!("{}/marks", other.officers_page())).await;
        olga.see("In use: night shift");
        olga.fill("What should somebody look at?", REASON);
        olga.press("Raise a flag").await;
        olga.fill("Why?", "We wait for the tribunal.");
        olga.press("Put it on hold").await;
        // The board is narrowed to a mark, and back.
        olga.visit("/home/cases").await;
        for (link, found, not) in [
            ("Tag: night shift", Journey::EMPLOYER, "Mill Lane Ltd"),
            ("Flagged", "Mill Lane Ltd", Journey::EMPLOYER),
            ("On hold", "Mill Lane Ltd", Journey::EMPLOYER),
        ] {
            olga.visit("/home/cases").await;
            olga.see(Journey::EMPLOYER);
            olga.see("Mill Lane Ltd");
            olga.follow(link).await;
            olga.see(found);
            olga.not_see(not);
            olga.see("1 case");
        }
        olga.visit("/home/cases?show=closed&mark=flagged").await;
        olga.see("No case that is shown here has this mark.");
        // The queue too: an assessor knows the tags of the cases that are open to them alone.
        asha.visit("/home/reviews").await;
        asha.follow("Tag: night shift").await;
        asha.see(Journey::EMPLOYER);
        asha.visit("/home/reviews").await;
        asha.follow("Flagged").await;
        asha.see("No case with you has this mark.");
        let mut alan = app.session(World::OTHER_ASSESSOR).await;
        alan.visit("/home/reviews").await;
        alan.not_see("night shift");
        asha.visit(&path).await;
        let buttons = asha.buttons();
        let button = buttons.iter().find(|words| words.starts_with("Take off"));
        let button = (*button.unwrap()).to_owned();
        asha.press(&button).await;
        asha.see("The tag is taken off");
        asha.press_again().await;
        assert_eq!(asha.status(), 409);
        olga.visit("/home/cases").await;
        olga.not_see("night shift");
    }

    async fn no_list_tells_of_marks_to_who_has_a_conflict(app: TestApp) {
        let journey = Journey::submitted(&app).await;
        let review = journey.open(&app).await;
        // One officer acts for the employer, another still has to declare in another case of theirs.
        appoint(&app, &journey, &journey.lead, StaffRole::Officer).await;
        let authority = journey.world.authority;
        let officer = app.caller(World::OFFICER).await.officer(authority).unwrap();
        let staff = Staff::Officer(&officer, journey.assessment);
        mark::tag(&app.ctx, staff, "tribunal").await.unwrap();
        mark::raise(&app.ctx, staff, REASON).await.unwrap();
        let text = HoldText { reason: "We wait.".to_owned(), ..HoldText::default() };
        hold(&app.ctx, staff, &text).await.unwrap();
        let mut lena = app.session(&journey.lead).await;
        for path in ["/home/cases", "/home/cases?mark=flagged", "/home/cases?mark=on-hold", "/home/cases?tag=tribunal"] {
            lena.visit(path).await;
            lena.not_see("tribunal");
            lena.not_see("stands still");
            if path.contains('?') {
                lena.not_see(Journey::EMPLOYER);
                lena.see("No case that is shown here has this mark.");
            } else {
                lena.see("You act for this employer");
            }
        }
        // Nor may they act, as somebody who acted for the employer before.
        let own = app.caller(&journey.lead).await.officer(authority).unwrap();
        let theirs = Staff::Officer(&own, journey.assessment);
        assert!(mark::raise(&app.ctx, theirs, "x").await.is_err());
        assert!(mark::tag(&app.ctx, theirs, "x").await.is_err());
        assert!(hold(&app.ctx, theirs, &text).await.is_err());
        // Somebody with the case but no declaration yet learns nothing of it either.
        let waiting = Journey::drafted_in(&app, &journey.world, "Mill Lane Ltd", "milllane").await;
        waiting.submit(&app).await;
        let staff = Staff::Officer(&officer, waiting.assessment);
        mark::tag(&app.ctx, staff, "hush").await.unwrap();
        let given = waiting.allocate(&app, World::OTHER_ASSESSOR).await;
        let mut alan = app.session(World::OTHER_ASSESSOR).await;
        for path in ["/home/reviews", "/home/reviews?tag=hush"] {
            alan.visit(path).await;
            alan.not_see("hush");
        }
        alan.not_see("Mill Lane Ltd");
        let path = format!("/home/reviews/{given}/marks");
        assert_eq!(alan.download(&path).await.status, 404);
        assert_ne!(given, review);
    }
}
