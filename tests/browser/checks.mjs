// What is asked of every page, and the tally of the answers.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
export const WIDTHS = [1280, 320]

const pictures = process.env.SCREENSHOTS
const began = Date.now()
const checks = []
// What the report says besides: how heavy which page is.
export const weights = []

export function check(what, complaints) {
  checks.push({ what, passed: complaints.length === 0, complaints })
  if (complaints.length === 0) return
  console.log(`failed: ${what}`)
  for (const complaint of complaints) console.log(`    ${complaint}`)
}

// The last line says how much passed and how much failed; REPORT names a file for programs.
export function close() {
  const failed = checks.filter(({ passed }) => !passed)
  if (process.env.REPORT) {
    const report = {
      passed: checks.length - failed.length,
      failed: failed.length,
      seconds: Math.round((Date.now() - began) / 1000),
      widths: WIDTHS,
      rules: TAGS,
      weights,
      checks,
    }
    writeFileSync(process.env.REPORT, `${JSON.stringify(report, null, 2)}\n`)
  }
  console.log(`${checks.length - failed.length} passed, ${failed.length} failed`)
  return failed.length === 0
}

export async function newContext(browser, options = {}) {
  const context = await browser.newContext({
    viewport: { width: WIDTHS[0], height: 900 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
    ...options,
  })
  if (options.javaScriptEnabled !== false) await context.addInitScript(AXE)
  context.setDefaultTimeout(20_000)
  return context
}

// Notes what a page says to its console, what its policy blocks and what it fails to load.
export function listen(page) {
  const complaints = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(`console: ${message.text()} (${message.location().url})`)
    }
  })
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`))
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') {
      complaints.push(`not loaded: ${request.url()} (${request.failure()?.errorText})`)
    }
  })
  return () => complaints.splice(0)
}

// Two frames: what the last change of size or style sets off is then laid out and drawn.
function settled(page) {
  return page.evaluate(() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go))))
}

export async function axe(page) {
  await settled(page)
  const found = await page.evaluate(async (tags) => {
    const result = await window.axe.run(document, { runOnly: tags, resultTypes: ['violations'] })
    return result.violations.map((violation) => ({
      id: violation.id,
      help: violation.help,
      nodes: violation.nodes.slice(0, 3).map((node) => `${node.target.join(' ')}: ${node.html.slice(0, 160)}`),
    }))
  }, TAGS)
  return found.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node}`))
}

export async function sideways(page) {
  await settled(page)
  const { wide, room, culprits } = await page.evaluate(() => {
    const room = document.documentElement.clientWidth
    const wide = document.documentElement.scrollWidth
    const culprits = []
    if (wide > room) {
      for (const element of document.querySelectorAll('body *')) {
        if (element.getBoundingClientRect().right > room + 1 && !element.closest('.fm-scroll')) {
          culprits.push(element.outerHTML.slice(0, 120))
        }
      }
    }
    return { wide, room, culprits: culprits.slice(0, 3) }
  })
  return wide > room ? [`scrolls sideways: ${wide} pixels in ${room}`, ...culprits] : []
}

// Looks at the page that is open, at both widths. `expected` are words the console may say, such as
// the status of a refused form. `name` keeps a picture, where SCREENSHOTS names a folder.
export async function look(page, what, complaints, { expected, name } = {}) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 600 ? 800 : 900 })
    const found = [...complaints(), ...(await axe(page)), ...(await sideways(page)), ...complaints()]
    check(`${what} at ${width}`, expected ? found.filter((complaint) => !expected.test(complaint)) : found)
    if (pictures && name) {
      mkdirSync(pictures, { recursive: true })
      const file = `${name} ${width}`.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')
      await page.screenshot({ path: join(pictures, `${file}.png`), fullPage: true })
    }
  }
  await page.setViewportSize({ width: WIDTHS[0], height: 900 })
}
