// The demonstration as a browser meets it: started on a free port, its people signed in.

import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

const program = process.env.FAIRMARK_PROGRAM
const browserProgram = process.env.CHROMIUM || '/usr/bin/chromium'

export function launch() {
  return chromium.launch({
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

// Every line (or pair of lines) with a sign-in link names a person.
function links(said, base) {
  const found = []
  let before = ''
  for (const line of said.split('\n')) {
    const link = line.match(/https?:\/\/\S+\/sign-in\/\S+/)
    if (link) {
      const words = line.replace(link[0], '').replace(/[:\s]+$/, '').trim() || before
      found.push({ who: words.replace(/\s+/g, ' '), link: base + new URL(link[0]).pathname })
    }
    if (line.trim()) before = line.trim().replace(/:$/, '')
  }
  return found
}

export class Demo {
  // Starts it in a folder of its own and reads the links it prints, one for each person.
  static async start() {
    if (!program) throw new Error('FAIRMARK_PROGRAM names no program')
    const demo = new Demo()
    demo.sessions = new Map()
    demo.folder = mkdtempSync(join(tmpdir(), 'fairmark-browser-'))
    demo.data = join(demo.folder, 'data')
    const listen = `127.0.0.1:${await freePort()}`
    demo.base = `http://${listen}`
    demo.server = spawn(program, ['demo', '--data-dir', demo.data, '--listen', listen], {
      cwd: demo.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    let complained = ''
    demo.server.stdout.on('data', (chunk) => (said += chunk))
    demo.server.stderr.on('data', (chunk) => (complained += chunk))
    const deadline = Date.now() + 180_000
    for (;;) {
      const words = complained || said
      if (demo.server.exitCode !== null) throw new Error(`the demonstration ended: ${words}`)
      if (Date.now() > deadline) {
        await demo.stop()
        throw new Error(`the demonstration did not start: ${words}`)
      }
      const up = await fetch(`${demo.base}/healthz`).then((answer) => answer.ok, () => false)
      demo.people = links(said, demo.base)
      if (up && demo.people.length > 0) return demo
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }

  // Signs a person of the printed links in. A link works once.
  async signInAs(page, pattern) {
    const person = this.people.find(({ who }) => pattern.test(who))
    if (!person) throw new Error(`the demonstration names nobody like ${pattern}`)
    await this.follow(page, person.link)
    return person.who
  }

  // One after the other, and by link once: only so many links are sent to an address in an hour. Who
  // was signed in before goes on with that session.
  signInByEmail(page, email) {
    const turn = (this.turn ?? Promise.resolve()).then(async () => {
      const known = this.sessions.get(email)
      if (known) {
        await page.context().addCookies(known)
        await page.goto(`${this.base}/home`)
      } else {
        await this.linkByEmail(page, email)
        this.sessions.set(email, await page.context().cookies())
      }
    })
    this.turn = turn.catch(() => {})
    return turn
  }

  // The way people sign in: an address on the sign-in page, a link by email.
  async linkByEmail(page, email) {
    const folder = join(this.data, 'mail')
    const before = new Set(readdirSync(folder))
    await page.goto(`${this.base}/sign-in`)
    await page.getByLabel('Email address').fill(email)
    await page.getByRole('button', { name: 'Send me a link' }).click()
    const deadline = Date.now() + 30_000
    for (;;) {
      for (const file of readdirSync(folder)) {
        // One whose name begins with a point is still being written.
        if (before.has(file) || file.startsWith('.') || !file.endsWith('.eml')) continue
        const text = readFileSync(join(folder, file), 'utf8')
        const path = text.replace(/=\r?\n/g, '').match(/\/sign-in\/[\w-]{20,}/)
        if (path && text.includes(email)) return this.follow(page, this.base + path[0])
      }
      if (Date.now() > deadline) throw new Error(`no email came for ${email}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  async follow(page, link) {
    await page.goto(link)
    await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click()
    if (page.url().includes('/home/account')) {
      const name = page.getByLabel('Your name')
      if (!(await name.inputValue())) await name.fill('Somebody New')
      await page.getByRole('button', { name: 'Save your name' }).click()
    }
  }

  async stop() {
    if (this.server.exitCode === null && this.server.signalCode === null) {
      const ended = new Promise((resolve) => this.server.once('exit', resolve))
      this.server.kill('SIGTERM')
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 15_000))])
      if (this.server.exitCode === null && this.server.signalCode === null) this.server.kill('SIGKILL')
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}
