// Walks through every page of every role in a real browser: axe-core with the WCAG 2.2 AA rules at
// 1280 and at 320 pixels, no sideways scrolling, no complaint in the console, nothing blocked by the
// security policy; pages behind forms, refusals included; without scripts; by keyboard alone; how
// heavy a first view is; and pages broken on purpose, which must be complained about.
//
//   FAIRMARK_PROGRAM=target/debug/fairmark CHROMIUM=/usr/bin/chromium node run.mjs
//
// SCREENSHOTS names a folder to keep a picture of each kind of page in; REPORT names a file for what
// was found, as JSON.

import { availableParallelism } from 'node:os'
import { check, close } from './checks.mjs'
import { Demo, launch } from './demo.mjs'
import { keeping, proposed } from './keeping.mjs'
import { assessor, broken, employer, officer, strangers } from './journeys.mjs'
import { byKeyboard, walk, weigh, withoutScripts } from './walks.mjs'

const PUBLIC = ['/', '/register', '/verify', '/statistics', '/accessibility', '/privacy', '/sign-in', '/api/docs', '/no-such-page']
const MINE = ['/home', '/home/account']
// Where officers keep schemes, and what others gave: more pages than fit into one walk with all the rest.
const KEPT = ['/home/schemes', '/home/outside']
// Employers of the demonstration at other points of their story than Amira Khan's: one page of each kind.
const OTHERS = {
  'somebody new': 'nobody-yet@example.org',
  'waits for sign-off': 'director@weavers-row.example',
  'a long name, submitted': 'lead@ymddiriedolaeth-gofal.example',
  'declined': 'lead@swiftway-parcels.example',
  'a long name, accredited': 'lead@cwm-ogwr.example',
  'suspended': 'director@sparrow-lane.example',
  'lapsed': 'lead@hargreaves-fabrication.example',
}
const AMIRA = 'amira@harbour-street.example'
const ASHA = 'asha@charter.example'
const ORLA = 'orla@charter.example'

// Each part by itself; a few at a time, as many as there are processors for.
async function together(parts) {
  const waiting = [...parts]
  const worker = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const [what, act] = part
      try {
        await act()
      } catch (error) {
        check(what, [error.stack ?? String(error)])
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(3, availableParallelism()) }, worker))
}

async function main() {
  let demo
  let browser
  try {
    demo = await Demo.start()
    browser = await launch()
    console.log(`${demo.people.length} people: ${demo.people.map(({ who }) => who).join('; ')}`)
    for (const role of [/employer/i, /signatory/i, /assessor/i, /officer/i]) {
      const named = demo.people.some(({ who }) => role.test(who))
      check(`the demonstration names somebody like ${role.source}`, named ? [] : ['it does not'])
    }
    await together([
      ['the public pages', () => walk(browser, demo, 'public', PUBLIC)],
      ...demo.people.map(({ who, link }) => [who, () => walk(browser, demo, who, MINE, (page) => demo.follow(page, link))]),
      ...Object.entries(OTHERS).map(([who, email]) => [
        who,
        () => walk(browser, demo, `Employer, ${who}`, MINE, (page) => demo.signInByEmail(page, email), { few: true }),
      ]),
      ['what officers keep', () =>
        walk(browser, demo, 'Officer, keeping', KEPT, (page) => demo.signInByEmail(page, ORLA), { within: /^\/home\/(schemes|outside)/ })],
      ['strangers', () => strangers(browser, demo)],
      ['broken on purpose', () => broken(browser, demo)],
      ['by keyboard, a stranger', () => byKeyboard(browser, demo, '/sign-in')],
      ['by keyboard, an officer', () => byKeyboard(browser, demo, '/home', ORLA)],
      ['weight for strangers', () => weigh(browser, demo, [['/'], ['/register'], ['/register', '.fm-entry a'], ['/verify'], ['/statistics'], ['/sign-in']])],
      ['weight for employers', () => weigh(browser, demo, [['/home'], ['/home', 'main a[href*="/assessments/"]']], AMIRA)],
      ['weight for assessors', () => weigh(browser, demo, [['/home/reviews'], ['/home/reviews', 'table a']], ASHA)],
      ['weight for officers', () => weigh(browser, demo, [['/home'], ['/home/cases']], ORLA)],
    ])
    // What changes something comes last, one after the other.
    await together([
      ['without scripts', () => withoutScripts(browser, demo, AMIRA)],
      ['an assessor', () => assessor(browser, demo, ASHA)],
      ['an officer', () => officer(browser, demo, ORLA)],
    ])
    await together([['an employer', () => employer(browser, demo, AMIRA)]])
    await together([['proposed answers', () => proposed(browser, demo, AMIRA)]])
    // Takes the mapping set out of use, so nothing is proposed any more.
    await together([['what officers keep, changed', () => keeping(browser, demo, ORLA)]])
  } catch (error) {
    check('the browser', [error.stack ?? String(error)])
  } finally {
    await browser?.close().catch(() => {})
    await demo?.stop()
  }
  process.exitCode = close() ? 0 : 1
}

await main()
