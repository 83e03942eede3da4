// Takes the pictures in docs/pictures anew, from a fresh demonstration:
//
//   FAIRMARK_PROGRAM=target/debug/fairmark node pictures.mjs ../../docs/pictures
//
// With pngquant installed they are made smaller.

import { spawnSync } from 'node:child_process'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { newContext } from './checks.mjs'
import { Demo, launch } from './demo.mjs'

const WIDTH = 1280
const folder = process.argv[2]

// The page that is open, from its top, so far down.
async function take(page, name, height) {
  const file = join(folder, `${name}.png`)
  await page.setViewportSize({ width: WIDTH, height })
  await page.evaluate(() => {
    document.activeElement?.blur()
    scrollTo(0, 0)
  })
  await page.screenshot({ path: file })
  spawnSync('pngquant', ['--force', '--strip', '--quality=70-95', '--output', file, file])
  console.log(`${file}: ${Math.round(statSync(file).size / 1000)} KB`)
}

async function signedIn(browser, demo, email) {
  const context = await newContext(browser)
  const page = await context.newPage()
  await demo.signInByEmail(page, email)
  return page
}

async function main() {
  if (!folder) throw new Error('name the folder for the pictures')
  mkdirSync(folder, { recursive: true })
  const demo = await Demo.start()
  const browser = await launch()
  try {
    const employer = await signedIn(browser, demo, 'amira@harbour-street.example')
    await employer.goto(`${demo.base}/home`)
    await take(employer, 'employer', 900)

    const assessor = await signedIn(browser, demo, 'asha@charter.example')
    await assessor.goto(`${demo.base}/home/reviews`)
    await assessor.getByRole('link', { name: 'Quayside Hotel and Rooms' }).click()
    // A criterion with a file, which the viewer shows.
    await assessor.goto(`${assessor.url().split('?')[0]}?criterion=SEC-1`)
    await take(assessor, 'assessor', 960)

    const officer = await signedIn(browser, demo, 'orla@charter.example')
    await officer.goto(`${demo.base}/home`)
    await take(officer, 'officer', 860)
    await officer.goto(`${demo.base}/home/statistics`)
    await officer.getByRole('button', { name: 'Compute the figures' }).click()
    await officer.getByRole('button', { name: 'Publish these figures' }).click()

    const stranger = await (await newContext(browser)).newPage()
    await stranger.goto(`${demo.base}/register`)
    await take(stranger, 'register', 900)
    await stranger.getByRole('link', { name: /^Clayton Community Energy/ }).click()
    await stranger.getByRole('link', { name: 'See the certificate' }).click()
    await take(stranger, 'certificate', 1130)
    await stranger.goto(`${demo.base}/statistics`)
    await stranger.getByRole('link', { name: /Read all figures/ }).click()
    await take(stranger, 'statistics', 1000)
  } finally {
    await browser.close()
    await demo.stop()
  }
}

await main()
