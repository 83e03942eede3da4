// Walks through every page of every role in a real browser: axe-core with the WCAG 2.2 AA rules at
// 1280 and at 320 pixels, no sideways scrolling, no complaint in the console, nothing blocked by the
// security policy; then once without scripts, and once by keyboard alone.
//
//   FAIRMARK_PROGRAM=target/debug/fairmark CHROMIUM=/usr/bin/chromium node run.mjs
//
// SCREENSHOTS names a folder to keep a picture of every page in.

import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const WIDTHS = [1280, 320]
// Pages that differ only in which case they show: so many of each are enough.
const PER_SHAPE = 3
const PAGES_MAX = 80

const program = process.env.FAIRMARK_PROGRAM
const browserProgram = process.env.CHROMIUM || '/usr/bin/chromium'
const pictures = process.env.SCREENSHOTS
let passed = 0
const failures = []

function check(what, complaints) {
  if (complaints.length === 0) {
    passed += 1
    return
  }
  failures.push(what)
  console.log(`failed: ${what}`)
  for (const complaint of complaints) console.log(`    ${complaint}`)
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

// Starts the demonstration and reads the links it prints, one for each person.
async function startDemo(folder) {
  const listen = `127.0.0.1:${await freePort()}`
  const server = spawn(program, ['demo', '--data-dir', join(folder, 'data'), '--listen', listen], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let complained = ''
  server.stdout.on('data', (chunk) => (said += chunk))
  server.stderr.on('data', (chunk) => (complained += chunk))
  const base = `http://${listen}`
  const deadline = Date.now() + 120_000
  for (;;) {
    if (server.exitCode !== null) throw new Error(`the demonstration ended: ${complained || said}`)
    if (Date.now() > deadline) throw new Error(`the demonstration did not start: ${complained || said}`)
    const up = await fetch(`${base}/healthz`).then((answer) => answer.ok, () => false)
    if (up && links(said, base).length > 0) return { server, base, people: links(said, base) }
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

// Every line (or pair of lines) with a sign-in link names a person.
function links(said, base) {
  const found = []
  let before = ''
  for (const line of said.split('\n')) {
    const link = line.match(/https?:\/\/\S+\/sign-in\/\S+/)
    if (link) {
      const words = line.replace(link[0], '').replace(/[:\s]+$/, '').trim() || before
      const path = new URL(link[0]).pathname
      found.push({ who: words.replace(/\s+/g, ' '), link: base + path })
    }
    if (line.trim()) before = line.trim().replace(/:$/, '')
  }
  return found
}

// The shape of an address: what is left when it no longer says which case it is about.
function shape(url) {
  const path = url.pathname
    .split('/')
    .map((part) => (/\d/.test(part) || part.length > 24 ? ':id' : part))
    .join('/')
  const keys = [...url.searchParams.keys()].sort().join('&')
  return keys ? `${path}?${keys}` : path
}

function worthVisiting(url, base) {
  return url.origin === base && !/^\/(assets|api)(\/|$)/.test(url.pathname) && url.pathname !== '/sign-out'
}

// Notes what a page says to its console and what it fails to load.
function listen(page) {
  const complaints = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`))
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') {
      complaints.push(`not loaded: ${request.url()} (${request.failure()?.errorText})`)
    }
  })
  return () => complaints.splice(0)
}

async function axe(page) {
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

async function sideways(page) {
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

async function signIn(page, { link }) {
  await page.goto(link)
  await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
  if (page.url().includes('/home/account')) {
    const name = page.getByLabel('Your name')
    if (!(await name.inputValue())) await name.fill('Somebody New')
    await page.getByRole('button', { name: 'Save your name' }).click()
  }
}

async function newContext(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: WIDTHS[0], height: 900 }, locale: 'en-GB', ...options })
  await context.addInitScript(AXE)
  context.setDefaultTimeout(20_000)
  return context
}

// Visits every page that links lead to, from the first one on.
async function walk(browser, base, who, person) {
  const context = await newContext(browser)
  const page = await context.newPage()
  const complaints = listen(page)
  const queue = []
  if (person) {
    await signIn(page, person)
    check(`${who}: signs in`, page.url().startsWith(`${base}/home`) ? complaints() : [`is at ${page.url()}`])
    queue.push(`${base}/home`, `${base}/home/account`)
  } else {
    for (const path of ['/', '/register', '/verify', '/statistics', '/accessibility', '/privacy', '/sign-in', '/no-such-page']) {
      queue.push(base + path)
    }
  }
  const seen = new Set(queue)
  const shapes = new Map()
  let visited = 0
  while (queue.length > 0 && visited < PAGES_MAX) {
    const address = queue.shift()
    const url = new URL(address)
    const kind = shape(url)
    const before = shapes.get(kind) ?? 0
    if (before >= PER_SHAPE) continue
    shapes.set(kind, before + 1)
    const answer = await context.request.get(address, { maxRedirects: 5 })
    const missing = url.pathname === '/no-such-page'
    const path = url.pathname + url.search
    if (missing ? answer.status() !== 404 : !answer.ok()) {
      check(`${who}: ${path}`, [`a link leads to ${answer.status()}`])
      continue
    }
    if (!(answer.headers()['content-type'] ?? '').startsWith('text/html')) continue
    visited += 1
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width < 600 ? 800 : 900 })
      complaints()
      await page.goto(address, { waitUntil: 'load' })
      const found = [...(await axe(page)), ...(await sideways(page)), ...complaints()].filter(
        (complaint) => !(missing && complaint.includes('404')),
      )
      check(`${who}: ${path} at ${width}`, found)
      if (pictures && before === 0) {
        const name = `${who} ${kind} ${width}`.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '')
        await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
      }
    }
    const hrefs = await page.$$eval('a[href]', (anchors) => anchors.map((anchor) => anchor.href))
    for (const href of hrefs) {
      const next = new URL(href)
      next.hash = ''
      if (worthVisiting(next, base) && !seen.has(next.href)) {
        seen.add(next.href)
        queue.push(next.href)
      }
    }
  }
  console.log(`${who}: ${visited} pages`)
  await context.close()
}

// The way to an employer's answers, with scripts switched off.
async function withoutScripts(browser, base, person) {
  const context = await newContext(browser, { javaScriptEnabled: false })
  const page = await context.newPage()
  const what = 'without scripts'
  await signIn(page, person)
  check(`${what}: signs in`, page.url().startsWith(`${base}/home`) ? [] : [`is at ${page.url()}`])
  await page.goto(`${base}/home`)
  const first = (pattern) => page.locator(`main a[href^="${pattern}"]`).first()
  const assessment = first('/home/assessments/')
  if ((await assessment.count()) === 0) {
    check(`${what}: finds the assessment`, ['/home links to no assessment'])
    await context.close()
    return
  }
  await assessment.click()
  const pillar = page.locator('main a[href*="/pillars/"]').first()
  if ((await pillar.count()) === 0) {
    check(`${what}: finds a pillar`, [`${page.url()} links to no pillar`])
    await context.close()
    return
  }
  await pillar.click()
  const box = page.locator('main textarea').first()
  const typed = `Typed without scripts at ${new Date().toISOString()}`
  if ((await box.count()) > 0) await box.fill(typed)
  const address = page.url()
  await page.locator('main form button[type=submit]').first().click()
  await page.goto(address)
  const kept = (await box.count()) === 0 || (await box.inputValue()) === typed
  check(`${what}: saves an answer`, kept ? [] : [`${address} did not keep what was typed`])
  await context.close()
}

// From the address bar on, with Tab and Enter alone.
async function byKeyboard(browser, base, address, who, person) {
  const context = await newContext(browser)
  const page = await context.newPage()
  if (person) await signIn(page, person)
  await page.goto(base + address)
  const what = `by keyboard: ${who} ${address}`
  await page.keyboard.press('Tab')
  const skip = await page.evaluate(() => {
    const element = document.activeElement
    const box = element.getBoundingClientRect()
    return { words: element.textContent.trim(), shown: box.top >= 0 && box.width > 1 && box.height > 1 }
  })
  check(`${what}: the skip link comes first`, skip.words.startsWith('Skip to main') && skip.shown ? [] : [JSON.stringify(skip)])
  await page.keyboard.press('Enter')
  const inMain = await page.evaluate(() => location.hash === '#main' || document.activeElement.id === 'main')
  check(`${what}: the skip link leads to the content`, inMain ? [] : ['it leads elsewhere'])
  await page.goto(base + address)
  const complaints = []
  let count = 0
  let last = -1
  for (; count < 120; count += 1) {
    await page.keyboard.press('Tab')
    const focus = await page.evaluate(() => {
      const element = document.activeElement
      if (!element || element === document.body) return null
      const style = getComputedStyle(element)
      // A control drawn by its label, such as a radio button, shows its focus there.
      const drawn = element.nextElementSibling ? getComputedStyle(element.nextElementSibling, '::before') : style
      const rings = (of) => (of.outlineStyle !== 'none' && parseFloat(of.outlineWidth) > 0) || of.boxShadow !== 'none'
      const box = element.getBoundingClientRect()
      const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
      const everything = [...document.querySelectorAll('*')]
      return {
        html: element.outerHTML.slice(0, 120),
        visible: rings(style) || rings(drawn),
        covered: middle !== null && !element.contains(middle) && !middle.contains(element) && !middle.closest('label'),
        order: everything.indexOf(element),
      }
    })
    if (!focus) break
    if (!focus.visible) complaints.push(`no visible focus: ${focus.html}`)
    if (focus.covered) complaints.push(`focus is covered: ${focus.html}`)
    if (focus.order < last) complaints.push(`out of order: ${focus.html}`)
    last = focus.order
  }
  if (count < 3) complaints.push(`only ${count} stops`)
  check(`${what}: ${count} stops, all visible and in order`, complaints)
  await context.close()
}

async function main() {
  const folder = mkdtempSync(join(tmpdir(), 'fairmark-browser-'))
  if (pictures) mkdirSync(pictures, { recursive: true })
  let server
  let browser
  try {
    const demo = await startDemo(folder)
    server = demo.server
    console.log(`${demo.people.length} people: ${demo.people.map(({ who }) => who).join('; ')}`)
    browser = await chromium.launch({
      executablePath: browserProgram,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
      ],
    })
    await walk(browser, demo.base, 'public', null)
    await byKeyboard(browser, demo.base, '/sign-in', 'public', null)
    for (const person of demo.people) {
      // A link works once, so everything one person does happens with a session of its own.
      await walk(browser, demo.base, person.who, person)
    }
    const again = async (pattern) => {
      const person = demo.people.find(({ who }) => pattern.test(who))
      return person ? { who: person.who, link: await newLink(folder, demo.base, person) } : null
    }
    const employer = await again(/employer/i)
    if (employer) await withoutScripts(browser, demo.base, employer)
    else check('without scripts', ['the demonstration names no employer'])
    const officer = await again(/officer/i)
    if (officer) await byKeyboard(browser, demo.base, '/home', officer.who, officer)
    else check('by keyboard', ['the demonstration names no officer'])
  } catch (error) {
    check('the browser', [error.stack ?? String(error)])
  } finally {
    await browser?.close().catch(() => {})
    if (server && server.exitCode === null) {
      const ended = new Promise((resolve) => server.once('exit', resolve))
      server.kill('SIGTERM')
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 15_000))])
      if (server.exitCode === null && server.signalCode === null) server.kill('SIGKILL')
    }
    rmSync(folder, { recursive: true, force: true })
  }
  console.log(`${passed} passed, ${failures.length} failed`)
  process.exitCode = failures.length === 0 ? 0 : 1
}

// The demonstration prints fresh links whenever it is asked to.
async function newLink(folder, base, person) {
  const asked = spawn(program, ['demo', '--no-serve', '--data-dir', join(folder, 'data'), '--listen', new URL(base).host], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  asked.stdout.on('data', (chunk) => (said += chunk))
  asked.stderr.on('data', (chunk) => (said += chunk))
  await new Promise((resolve) => asked.once('close', resolve))
  const found = links(said, base).find(({ who }) => who === person.who)
  if (!found) throw new Error(`no new link for ${person.who}: ${said}`)
  return found.link
}

await main()
