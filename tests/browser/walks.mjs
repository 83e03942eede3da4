// The ways through the pages: by every link, without scripts, by keyboard alone, and how heavy they are.

import { check, listen, look, newContext, weights } from './checks.mjs'

// Pages that differ only in which case they show: so many of each are enough.
const PER_SHAPE = 3
const PAGES_MAX = 80
// What a first visit to a main page may send over the wire, everything in it included.
const FIRST_VIEW_BYTES = 100 * 1024

// The shape of an address: what is left when it no longer says which case it is about.
function shape(url) {
  const path = url.pathname
    .split('/')
    .map((part) => (/\d/.test(part) || part.length > 24 ? ':id' : part))
    .join('/')
    .replace(/^\/register\/[^/]+$/, '/register/:id')
  const keys = [...url.searchParams.keys()].sort()
  if (keys.length > 1) return `${path}?several`
  return keys.length === 1 ? `${path}?${keys[0]}` : path
}

// Public pages are the same for everybody: they carry no session. Strangers walk them all, who is
// signed in walks what strangers do not reach.
function worthVisiting(url, base, signedIn) {
  if (url.origin !== base || url.pathname === '/sign-out') return false
  if (/^\/assets\//.test(url.pathname) || /^\/api\/v\d/.test(url.pathname)) return false
  return !signedIn || url.pathname.startsWith('/home')
}

// Visits every page that links lead to, from the first ones on; with `few`, one of each kind, and the
// pillars of an assessment are one kind; with `within`, only addresses like it.
export async function walk(browser, demo, who, starts, signIn, { few = false, within = /^/ } = {}) {
  const { base } = demo
  const context = await newContext(browser)
  const page = await context.newPage()
  const complaints = listen(page)
  if (signIn) {
    await signIn(page)
    check(`${who}: signs in`, page.url().startsWith(`${base}/home`) ? complaints() : [`is at ${page.url()}`])
  }
  const queue = starts.map((path) => base + path)
  const seen = new Set(queue)
  const shapes = new Map()
  let visited = 0
  while (queue.length > 0 && visited < PAGES_MAX) {
    const url = new URL(queue.shift())
    const kind = few ? shape(url).replace(/\/pillars\/[^/]+$/, '/pillars/:id') : shape(url)
    const before = shapes.get(kind) ?? 0
    if (before >= (few ? 1 : PER_SHAPE)) continue
    shapes.set(kind, before + 1)
    const path = url.pathname + url.search
    const missing = url.pathname === '/no-such-page'
    complaints()
    // A link may lead to a file, which a browser saves instead of showing.
    const answer = await page.goto(url.href, { waitUntil: 'load' }).catch(() => null)
    if (answer === null) {
      const file = await context.request.get(url.href)
      complaints()
      check(`${who}: ${path}`, file.ok() ? [] : [`a link leads to ${file.status()}`])
      continue
    }
    if (missing ? answer.status() !== 404 : !answer.ok()) {
      check(`${who}: ${path}`, [`a link leads to ${answer.status()}`])
      continue
    }
    if (!(answer.headers()['content-type'] ?? '').startsWith('text/html')) continue
    visited += 1
    await look(page, `${who}: ${path}`, complaints, {
      expected: missing ? /404/ : undefined,
      name: before === 0 ? `${who} ${kind}` : undefined,
    })
    for (const href of await page.$$eval('a[href]', (anchors) => anchors.map((anchor) => anchor.href))) {
      const next = new URL(href)
      next.hash = ''
      if (worthVisiting(next, base, Boolean(signIn)) && within.test(next.pathname) && !seen.has(next.href)) {
        seen.add(next.href)
        queue.push(next.href)
      }
    }
  }
  console.log(`${who}: ${visited} pages`)
  await context.close()
}

// The way to an employer's answers, with scripts switched off.
export async function withoutScripts(browser, demo, email) {
  const context = await newContext(browser, { javaScriptEnabled: false })
  const page = await context.newPage()
  const what = 'without scripts'
  const main = page.getByRole('main')
  await demo.signInByEmail(page, email)
  check(`${what}: signs in`, page.url().startsWith(`${demo.base}/home`) ? [] : [`is at ${page.url()}`])
  await page.goto(`${demo.base}/home`)
  await main.getByRole('link', { name: /^Continue/ }).first().click()
  await page.locator('main a[href*="/pillars/"]').first().click()
  const address = page.url()
  const box = page.locator('main textarea').first()
  const keeps = async (how, act) => {
    const typed = `Typed without scripts, ${how}`
    await box.fill(typed)
    await act()
    await page.goto(address)
    const kept = await box.inputValue()
    check(`${what}: ${how} keeps an answer`, kept === typed ? [] : [`${address} says: ${kept}`])
  }
  await keeps('a button', () => main.getByRole('button', { name: 'Save and stay here' }).click())
  // Enter in a field presses the first button of the form, which must be one that saves.
  await keeps('the Enter key', async () => {
    await Promise.all([page.waitForEvent('load'), page.locator('main input[type=url]').first().press('Enter')])
  })
  await page.goto(`${demo.base}/register`)
  const menu = page.getByRole('navigation', { name: 'Menu' }).getByRole('link').first()
  check(`${what}: the menu is open`, (await menu.isVisible()) ? [] : ['no link of the menu is visible'])
  await context.close()
}

// From the address bar on, with Tab and Enter alone.
export async function byKeyboard(browser, demo, address, email) {
  const context = await newContext(browser)
  const page = await context.newPage()
  if (email) await demo.signInByEmail(page, email)
  const what = `by keyboard: ${email ?? 'a stranger'} ${address}`
  await page.goto(demo.base + address)
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
  await page.goto(demo.base + address)
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
      const after = getComputedStyle(element, '::after')
      const rings = (of) => (of.outlineStyle !== 'none' && parseFloat(of.outlineWidth) > 0) || of.boxShadow !== 'none'
      const box = element.getBoundingClientRect()
      const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
      const everything = [...document.querySelectorAll('*')]
      return {
        html: element.outerHTML.slice(0, 120),
        visible: rings(style) || rings(drawn) || rings(after),
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

// What a first visit sends over the wire: the page, its styles, scripts, fonts and pictures. A page
// is named by its address, or by the address of a page and the link to follow from there.
export async function weigh(browser, demo, pages, email) {
  let storageState
  if (email) {
    const context = await newContext(browser)
    await demo.signInByEmail(await context.newPage(), email)
    storageState = await context.storageState()
    await context.close()
  }
  for (const [path, link] of pages) {
    const context = await browser.newContext({ storageState })
    const page = await context.newPage()
    let address = demo.base + path
    if (link) {
      await page.goto(address)
      address = await page.locator(link).first().evaluate((anchor) => anchor.href)
    }
    const wire = await context.newCDPSession(page)
    await wire.send('Network.enable')
    await wire.send('Network.setCacheDisabled', { cacheDisabled: true })
    let bytes = 0
    wire.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
    await page.goto(address, { waitUntil: 'networkidle' })
    const what = new URL(address).pathname
    weights.push({ page: what, bytes })
    const found = bytes > 0 && bytes <= FIRST_VIEW_BYTES ? [] : [`${bytes} bytes, at most ${FIRST_VIEW_BYTES}`]
    check(`first view of ${what}`, found)
    await context.close()
  }
}
