// Pages that only a form leads to: refusals, answers to a search, what is shown before an act is done.

import { axe, check, listen, look, newContext, sideways } from './checks.mjs'

const REFUSED = /status of 4(04|09|22)/

// Opens an address and looks at it.
async function at(page, demo, who, path, complaints, expected) {
  await page.goto(demo.base + path)
  await look(page, `${who}: ${path}`, complaints, { expected, name: `${who} ${path}` })
}

export async function strangers(browser, demo) {
  const context = await newContext(browser)
  const page = await context.newPage()
  const complaints = listen(page)
  const who = 'a stranger'
  await page.goto(`${demo.base}/sign-in`)
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await look(page, `${who}: the sign-in page refuses`, complaints, { expected: REFUSED, name: 'sign-in refused' })
  await page.getByLabel('Email address').fill('somebody@example.org')
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await look(page, `${who}: a link is sent`, complaints, { name: 'sign-in sent' })
  await at(page, demo, who, '/sign-in/this-link-was-never-given-to-anybody-at-all', complaints, REFUSED)
  await at(page, demo, who, '/verify?code=nonsense', complaints, REFUSED)
  await at(page, demo, who, '/verify?code=K7Q4M-2XH9P', complaints, REFUSED)
  await at(page, demo, who, '/register?q=nobody-is-called-so', complaints)
  await at(page, demo, who, '/register?on=the-other-day', complaints, REFUSED)
  for (const status of ['active', 'suspended', 'withdrawn', 'relinquished', 'lapsed']) {
    await page.goto(`${demo.base}/register?status=${status}`)
    await page.locator('.fm-entry a').first().click()
    await look(page, `${who}: an entry that is ${status}`, complaints, { name: `entry ${status}` })
    await page.getByRole('link', { name: 'See the certificate' }).click()
    await look(page, `${who}: a certificate that is ${status}`, complaints, { name: `certificate ${status}` })
    const code = await page.locator('dt:has-text("Verification code") + dd').innerText()
    await at(page, demo, who, `/verify?code=${code.trim()}`, complaints)
  }
  await context.close()
}

export async function employer(browser, demo, email) {
  const context = await newContext(browser)
  const page = await context.newPage()
  const complaints = listen(page)
  const who = 'an employer'
  await demo.signInByEmail(page, email)
  await page.goto(`${demo.base}/home`)
  await page.getByRole('main').getByRole('link', { name: /^Continue/ }).first().click()
  const list = page.url()
  await page.goto(`${list}/pillars/pay`)
  await page.locator('main input[inputmode=decimal]').first().fill('a lot')
  await page.getByRole('button', { name: 'Save and stay here' }).click()
  await look(page, `${who}: an answer is refused`, complaints, { expected: REFUSED, name: 'pillar refused' })
  await page.goto(`${list}/check`)
  await page.getByRole('button', { name: 'Ask for sign-off' }).click()
  await look(page, `${who}: sign-off is refused`, complaints, { expected: REFUSED, name: 'check refused' })
  await context.close()
}

export async function assessor(browser, demo, email) {
  const context = await newContext(browser)
  const page = await context.newPage()
  const complaints = listen(page)
  const who = 'an assessor'
  await demo.signInByEmail(page, email)
  await page.goto(`${demo.base}/home`)
  await page.getByRole('link', { name: 'Quayside Hotel and Rooms' }).click()
  const foot = page.locator('.fm-foot')
  const box = await foot.boundingBox()
  check(`${who}: the foot of a case is in sight`, box && box.y + box.height <= 901 ? [] : [JSON.stringify(box)])
  await look(page, `${who}: a case to judge`, complaints, { name: 'case to judge' })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await look(page, `${who}: a judgement is refused`, complaints, { expected: REFUSED, name: 'judgement refused' })
  await page.getByRole('radio', { name: 'Met', exact: true }).check()
  await page.getByLabel('Reason').fill('The policy says so, and the rota agrees.')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  const saved = await page.locator('.fm-foot').innerText()
  check(`${who}: a judgement is saved`, /15 of 29/.test(saved) ? [] : [saved])
  await context.close()
}

export async function officer(browser, demo, email) {
  const context = await newContext(browser)
  const page = await context.newPage()
  const complaints = listen(page)
  const who = 'an officer'
  await demo.signInByEmail(page, email)
  await page.goto(`${demo.base}/home/cases?show=awaiting-decision`)
  await page.locator('table a').first().click()
  await page.getByRole('link', { name: /decide/i }).first().click()
  await page.getByRole('button', { name: 'Check what will happen' }).click()
  await look(page, `${who}: a decision is refused`, complaints, { expected: REFUSED, name: 'decision refused' })
  await page.getByRole('radio', { name: 'Award', exact: true }).check()
  await page.getByRole('button', { name: 'Check what will happen' }).click()
  await look(page, `${who}: what a decision will do`, complaints, { name: 'decision check' })
  await page.goto(`${demo.base}/home/accreditations?show=active`)
  await page.locator('table a').first().click()
  await page.getByRole('link', { name: 'Suspend' }).click()
  await page.getByLabel('Reason that the public register will show').fill('A check of what was awarded.')
  await page.getByRole('button', { name: 'Check what will happen' }).click()
  await look(page, `${who}: what a suspension will do`, complaints, { name: 'suspension check' })
  await page.goto(`${demo.base}/home/statistics`)
  await page.getByRole('button', { name: 'Compute the figures' }).click()
  await page.waitForURL(/\/home\/statistics\/./)
  await look(page, `${who}: figures before they are published`, complaints, { name: 'statistics run' })
  await page.getByRole('button', { name: 'Publish these figures' }).click()
  await look(page, `${who}: figures that are published`, complaints, { name: 'statistics published' })
  await at(page, demo, who, '/statistics', complaints)
  await page.getByRole('main').getByRole('link', { name: /Read all figures/ }).click()
  await look(page, `${who}: a release`, complaints, { name: 'statistics release' })
  await context.close()
}

// Broken on purpose: what finds nothing wrong here would find nothing wrong anywhere.
export async function broken(browser, demo) {
  const context = await newContext(browser)
  const page = await context.newPage()
  const complaints = listen(page)
  const expects = (what, found, words) => {
    check(`broken on purpose: ${what}`, found.some((complaint) => words.test(complaint)) ? [] : ['nothing was said'])
  }
  await page.goto(`${demo.base}/sign-in`)
  await page.evaluate(() => {
    const field = document.createElement('input')
    field.type = 'text'
    document.querySelector('main').append(field)
  })
  expects('a field without a label', await axe(page), /^label:/)
  await page.goto(`${demo.base}/sign-in`)
  await page.evaluate(() => (document.querySelector('h1').style.cssText = 'color: #bbb'))
  expects('words too pale to read', await axe(page), /^color-contrast:/)
  await page.evaluate(() => (document.querySelector('h1').style.cssText = 'min-width: 2000px'))
  expects('a title wider than the window', await sideways(page), /sideways/)
  complaints()
  await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'document.title = "taken over"'
    document.head.append(script)
  })
  expects('a script that the policy does not know', complaints(), /Content Security Policy/)
  await page.evaluate(() => console.error('something is wrong'))
  expects('an error in the console', complaints(), /something is wrong/)
  await context.close()
}
