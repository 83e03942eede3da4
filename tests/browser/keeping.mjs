// What officers keep, behind forms: a draft changed and refused, its rule opened line by line, test
// answers, lists of others, a second look; and what an employer makes of it.

import { check, listen, look, newContext } from './checks.mjs'

const REFUSED = /status of 4(04|09|22)/

// A person signed in, who opens an address or presses a button and looks at what comes.
async function person(browser, demo, who, email, options) {
  const context = await newContext(browser, options)
  const page = await context.newPage()
  const complaints = listen(page)
  await demo.signInByEmail(page, email)
  const seen = (what, expected) => look(page, `${who}: ${what}`, complaints, { expected, name: `${who} ${what}` })
  return {
    context,
    page,
    main: page.getByRole('main'),
    async at(path, what, expected) {
      await page.goto(path.startsWith('http') ? path : demo.base + path)
      await seen(what, expected)
    },
    async press(button, what, expected) {
      await page.getByRole('main').getByRole('button', { name: button }).first().click()
      await seen(what, expected)
    },
  }
}

function says(what, words, text) {
  check(what, words.test(text) ? [] : [text.slice(0, 400)])
}

// The draft that the demonstration has begun: opened, changed, refused, tried, looked through.
async function drafting(demo, { page, main, at, press }) {
  await page.goto(`${demo.base}/home/schemes`)
  await main.locator('a[href*="/drafts/"]').first().click()
  const draft = new URL(page.url()).pathname
  await at(`${draft}/rule?tier=advocate&at=1`, 'a group of a rule')
  await at(`${draft}/rule?tier=advocate&at=2.1`, 'a figure in a rule')
  await at(`${draft}/rule?tier=advocate&at=2&add=figure`, 'whose figure to add')
  await press('Continue', 'a figure to add')
  await press('Add it', 'a figure is refused', REFUSED)
  await at(`${draft}/parts/new?kind=criterion&pillar=pay&answer=percentage`, 'a new question')
  await press('Add it', 'a new question is refused', REFUSED)
  await at(`${draft}/parts/remove?part=criterion:SEC-2`, 'what keeps a question')
  await at(`${draft}/parts/remove?part=tier:advocate`, 'a tier to remove')
  await at(`${draft}/words?part=criterion:PAY-1`, 'words of one question')
  await at(`${draft}/words?part=scheme`, 'words of the scheme')
  await page.goto(`${demo.base}${draft}/words?part=pay`)
  await main.locator('summary').first().click()
  await main.getByLabel('Question', { exact: true }).first().fill('')
  await press('Save the changes', 'words are refused', REFUSED)
  await at(`${draft}/answer?criterion=PAY-3`, 'options of an answer')
  await page.goto(`${demo.base}${draft}/answer?criterion=PAY-1`)
  await main.getByLabel('It is asked of').selectOption('these')
  await main.locator('summary').click()
  await main.getByLabel('Employers with this many people or more').fill('many')
  await press('Save the changes', 'who is asked is refused', REFUSED)
  await at(`${draft}/values?change=RLW/uk/2024-10-23`, 'a value to change')
  await page.goto(`${demo.base}${draft}/values?add=RLW`)
  await press('Add the value', 'a value is refused', REFUSED)
  await page.goto(`${demo.base}${draft}/preview`)
  await main.locator('summary').first().click()
  await main.getByRole('radio', { name: 'Yes' }).first().check()
  await press('See where they would stand', 'test answers')
  says('drafting: test answers are judged', /Where this employer would stand/, await main.innerText())
  await page.goto(`${demo.base}${draft}`)
  await main.getByLabel('They are all moved on a day').check()
  await press('Save', 'terms are refused', REFUSED)
  await page.goto(`${demo.base}${draft}/losses`)
  await press('I have looked at who would fall', 'losses are noted')
  await press('Open it to comments', 'a draft in consultation')
  await press('Close the consultation', 'a draft that can be published')
  says('drafting: it can be published', /Publish version 2027\.1/, await main.innerText())
  await page.goto(`${demo.base}/home/schemes`)
  await main.locator('input[type=file]').setInputFiles({ name: 'scheme.yaml', mimeType: 'text/yaml', buffer: Buffer.from('format: 2\n') })
  await press('Upload the pack', 'a pack is refused', REFUSED)
  await page.goto(`${demo.base}/home/schemes/mappings`)
  await main.locator('input[type=file]').setInputFiles({ name: 'both.yaml', mimeType: 'text/yaml', buffer: Buffer.from('format: 1\n') })
  await press('Check it and take it into use', 'a mapping set is refused', REFUSED)
  await press('Take it out of use', 'no mapping set')
}

// Accreditations that others gave: a list looked at and brought in, one recorded, one confirmed, one
// ended; and the second look at what rested on one.
async function outsiders(demo, { page, main, at, press }) {
  await page.goto(`${demo.base}/home/outside`)
  await press('Look at what it does', 'a list is refused', REFUSED)
  await at('/home/outside?q=nobody-is-called-so', 'nobody of that name')
  await page.goto(`${demo.base}/home/outside/new`)
  await press('Record it', 'a record is refused', REFUSED)
  await page.goto(`${demo.base}/home/outside`)
  await main.getByRole('link', { name: 'Medlock Theatre Company' }).click()
  await press('Confirm whose it is', 'a confirmation is refused', REFUSED)
  await main.getByRole('radio').first().check()
  await press('Confirm whose it is', 'one that is confirmed')
  await page.goto(`${demo.base}/home/outside`)
  await main.getByRole('link', { name: 'Weavers Row Nursery' }).click()
  await press('End it', 'an end is refused', REFUSED)
  await page.goto(`${demo.base}/home/outside`)
  await main.locator('a[href*="/lists/"]').first().click()
  await press('Bring the list in', 'a list is brought in')
  await page.goto(`${demo.base}/home`)
  await main.locator('a[href*="/checks/"]').first().click()
  await press('Close the check', 'a check is refused', REFUSED)
  await main.getByRole('radio', { name: 'Keep it' }).check()
  await main.getByLabel('Reason', { exact: true }).fill('The foundation has listed it again.')
  await press('Close the check', 'a check that is closed')
  await main.getByRole('link', { name: /^Read why/ }).click()
  says('accreditations of others: a closed check says why', /listed it again/, await main.innerText())
}

// Both, one after the other, in one session.
export async function keeping(browser, demo, email) {
  const officer = await person(browser, demo, 'keeping', email)
  try {
    await drafting(demo, officer)
    await outsiders(demo, officer)
  } finally {
    await officer.context.close()
  }
}

// The address of an open application for a scheme.
async function applicationFor({ page, main }, demo, scheme) {
  await page.goto(`${demo.base}/home`)
  const links = await main.getByRole('link', { name: /^Continue/ }).evaluateAll((found) => found.map(({ href }) => href))
  for (const href of links) {
    await page.goto(href)
    if ((await main.innerText()).includes(scheme)) return new URL(href).pathname
  }
  throw new Error(`no application for ${scheme} among ${links}`)
}

// The pledge: pillars chosen, answers proposed from the charter, the newer version; without scripts.
export async function proposed(browser, demo, email) {
  const scripted = await person(browser, demo, 'proposed', email)
  const pledge = await applicationFor(scripted, demo, 'Good work pledge')
  await scripted.page.goto(`${demo.base}${pledge}/about`)
  for (const box of await scripted.main.getByRole('checkbox').all()) await box.uncheck()
  await scripted.press('Save and go to the list', 'no pillar is chosen')
  await scripted.context.close()
  const { context, page, main } = await person(browser, demo, 'proposed without scripts', email, { javaScriptEnabled: false })
  await page.goto(`${demo.base}${pledge}/pillars/valuing`)
  await main.getByRole('button', { name: /^Use this answer to: What is the lowest/ }).click()
  const rate = await main.locator('input[inputmode=decimal]').first().inputValue()
  says('without scripts: a proposed answer is taken', /^13\.45$/, rate)
  await page.goto(`${demo.base}${pledge}/newer-version`)
  await main.getByRole('button', { name: /^Move to version/ }).click()
  says('without scripts: an application moves to the newer version', /newer version/, await main.innerText())
  await page.goto(`${demo.base}${pledge}/pillars/valuing`)
  says('without scripts: an answer to look at again', /You answered this under version 2026\.1/, await main.innerText())
  await context.close()
}
