// The test world: the real program, a real Chromium, and people who read the page and tap on it.
//
//   const showroom = await startShowroom({ demo: true })        the program on a folder and a port of its own
//   const browser = await openBrowser()
//   const wang = await Person.enter(browser, showroom.url, { lang: 'zh' })
//   await wang.signIn('wang', 'password')
//   await wang.tap('接待')                                       counts one tap
//   await wang.fill('手机号', '13812345678')
//   await wang.sees('王先生', '上次由 李静 接待')                   waits until a reader would see it
//
// Nothing is mocked, nothing is reached by its class name: a person finds things by the words on them.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
export const target = process.env.CARGO_TARGET_DIR ? path.resolve(process.env.CARGO_TARGET_DIR) : path.join(root, 'target')
export const screens = path.join(target, 'screens')

/** The screens that the pages are made for. */
export const devices = {
  tablet: { viewport: { width: 1180, height: 820 }, hasTouch: true },
  upright: { viewport: { width: 820, height: 1180 }, hasTouch: true },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  desktop: { viewport: { width: 1440, height: 900 }, hasTouch: false },
}

/** Who can sign in to the demo showroom; the same as in templates/texts/demo.toml. */
export const demo = { password: 'showroom-demo', administrator: 'admin', supervisor: 'sun', receptionist: 'he', cashier: 'qian', consultant: 'li' }

const locales = { zh: 'zh-CN', en: 'en-GB' }
const patience = 8000

// ---- The program -----------------------------------------------------------------------------------------------------

/** Starts `showroom serve` on a temporary folder and a free port, and waits until it says that it is well. */
export async function startShowroom({ demo = false, env = {}, args = [] } = {}) {
  const program = path.join(target, 'debug', 'showroom')
  assert.ok(existsSync(program), `${program} is not built yet: run cargo build`)
  const folder = await mkdtemp(path.join(tmpdir(), 'showroom-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const log = []
  const command = ['serve', '--listen', `127.0.0.1:${port}`, '--data', folder, ...(demo ? ['--demo'] : []), ...args]
  let child

  const start = async () => {
    child = spawn(program, command, { cwd: folder, env: { ...process.env, DATABASE_URL: '', ...env } })
    child.stdout.on('data', chunk => log.push(String(chunk)))
    child.stderr.on('data', chunk => log.push(String(chunk)))
    await answers(`${url}/healthz`, child, log)
  }
  const end = async signal => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise(resolve => child.once('exit', resolve))
    child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await gone
    clearTimeout(late)
  }

  await start().catch(async error => {
    await rm(folder, { recursive: true, force: true })
    throw error
  })
  return {
    url,
    folder,
    /** Everything that the program printed so far. */
    log: () => log.join(''),
    /** A crash in the middle of work, and a start on the same folder. */
    async crashAndRestart() {
      await end('SIGKILL')
      await start()
    },
    /** Stops the program and removes its folder. */
    async stop() {
      await end('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function answers(url, child, log, seconds = 60) {
  for (const until = Date.now() + seconds * 1000; Date.now() < until; ) {
    if (child.exitCode !== null) break
    const reply = await fetch(url).catch(() => null)
    if (reply?.ok) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  if (child.exitCode === null) child.kill('SIGKILL')
  throw new Error(`${url} did not answer. The program said:\n${log.join('')}`)
}

/** A port that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => resolve(port))
    })
  })
}

// ---- The browser -----------------------------------------------------------------------------------------------------

/** Debian's Chromium. One per test file; people get contexts of their own in it. */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--hide-scrollbars',
      '--lang=en-GB',
    ],
  })
}

/** Somebody with a tablet in the hand. */
export class Person {
  /** Opens the address on a device of their own, in their language and colours. */
  static async enter(browser, url, { lang = 'zh', scheme = 'light', device = 'tablet' } = {}) {
    const context = await browser.newContext({
      ...devices[device],
      locale: locales[lang],
      timezoneId: 'Asia/Shanghai',
      colorScheme: scheme,
      reducedMotion: 'reduce',
      baseURL: url,
    })
    context.setDefaultTimeout(patience)
    const page = await context.newPage()
    const person = new Person(page, { lang, scheme, device })
    await person.goto('/')
    return person
  }

  constructor(page, { lang, scheme, device }) {
    Object.assign(this, { page, lang, scheme, device, taps: 0, loads: 0, complaints: [] })
    page.on('load', () => (this.loads += 1))
    page.on('pageerror', error => this.complaints.push(`script error: ${error.message}`))
    page.on('console', message => {
      // The browser reports every refused form (409, 422) as an error of its own; those are read on the page instead.
      const refusal = /status of (401|403|404|409|422|429)/.test(message.text())
      if (message.type() === 'error' && !refusal) this.complaints.push(`console: ${message.text()}`)
    })
    page.on('response', reply => {
      if (reply.status() >= 500) this.complaints.push(`${reply.status()} from ${reply.request().method()} ${reply.url()}`)
    })
    page.on('request', request => {
      if (request.isNavigationRequest() && request.frame() === page.mainFrame()) this.leaving = true
    })
  }

  /** The words in this person's language. */
  say(zh, en) {
    return this.lang === 'zh' ? zh : en
  }

  /** Opens an address of the showroom, and answers with the status. */
  async goto(address) {
    const reply = await this.page.goto(address)
    return reply?.status()
  }

  /** Signs in by the form on the page, as anybody would. */
  async signIn(login, password) {
    await this.goto('/sign-in')
    await this.fill(this.say(/^(登录名|用户名|账号)/, /^(Login|User ?name|Account|Sign-in name)/i), login)
    await this.fill(this.say(/^密码/, /^Password/i), password)
    await this.tap(this.say(/^登录$/, /^Sign in$/i))
    await this.speaks()
  }

  /** Switches to this person's own language, where the account was made in another. */
  async speaks() {
    const tongue = this.say('zh-CN', 'en')
    if ((await this.page.evaluate(() => document.documentElement.lang)) === tongue) return
    await this.page.locator('details.account > summary').tap().catch(() => this.page.locator('details.account > summary').click())
    const loads = this.loads
    this.leaving = false
    await this.page.locator(`details.account button[lang="${tongue}"]`).click()
    await this.settles(loads)
  }

  /**
   * Taps what carries these words: a button, a link, a choice, a tab, a label. Counts one tap, and waits for the page
   * that follows. `within` narrows it to the part of the page that holds these words ("the row of Li Jing").
   */
  async tap(words, { within } = {}) {
    const place = await this.find(words, within)
    const loads = this.loads
    this.leaving = false
    if (this.page.viewportSize() && devices[this.device].hasTouch) await place.tap()
    else await place.click()
    this.taps += 1
    await this.settles(loads)
  }

  // Until the page that follows is there: a link leads away at once, a form first waits for its answer.
  async settles(loads) {
    await new Promise(resolve => setTimeout(resolve, 60))
    for (const until = Date.now() + 2 * patience; Date.now() < until; await new Promise(resolve => setTimeout(resolve, 25))) {
      const busy = await this.page.evaluate(() => document.readyState !== 'complete' || document.querySelector('form[data-sent]') !== null).catch(() => true)
      if (!busy && !(this.leaving && this.loads === loads)) return
    }
  }

  /** Types into the field with this label, replacing what is there. Typing is not a tap. */
  async fill(label, value) {
    await this.field(label).fill(String(value))
  }

  /** Types key by key, as on the number pad, for fields that look up while one types. */
  async type(label, value) {
    const field = this.field(label)
    await field.fill('')
    await field.pressSequentially(String(value), { delay: 15 })
  }

  /** Chooses in a list field. Counts two taps: opening it, and choosing. */
  async choose(label, option) {
    await this.field(label).selectOption({ label: option })
    this.taps += 2
  }

  /** Draws a line on the signature pad with this label. */
  async sign(label) {
    const box = await this.page.getByLabel(label).first().boundingBox()
    assert.ok(box, `there is no signature pad ${label}`)
    const { x, y, width, height } = box
    await this.page.mouse.move(x + width * 0.2, y + height * 0.6)
    await this.page.mouse.down()
    for (const [dx, dy] of [[0.35, 0.3], [0.5, 0.7], [0.65, 0.35], [0.8, 0.6]]) await this.page.mouse.move(x + width * dx, y + height * dy, { steps: 4 })
    await this.page.mouse.up()
    this.taps += 1
  }

  field(label) {
    return this.page.getByLabel(label).locator('visible=true').first()
  }

  /** What the field with this label holds now. */
  value(label) {
    return this.field(label).inputValue()
  }

  /** Finds the one thing to tap with these words; what is exactly so named wins over what merely contains them. */
  async find(words, within) {
    const roles = ['button', 'link', 'radio', 'checkbox', 'tab', 'menuitem', 'option']
    const named = (area, exact) => roles.map(role => area.getByRole(role, { name: words, exact })).reduce((all, one) => all.or(one)).locator('visible=true')
    for (const until = Date.now() + patience; ; ) {
      for (const area of within ? await this.parts(within) : [this.page]) {
        for (const exact of words instanceof RegExp ? [false] : [true, false]) {
          const here = named(area, exact)
          if (await here.count()) return this.reachable(here.first())
        }
        const summary = area.locator('summary, label').filter({ hasText: words }).locator('visible=true')
        if (await summary.count()) return summary.first()
      }
      if (Date.now() > until) throw new Error(`Nothing to tap says "${words}"${within ? ` beside "${within}"` : ''} on ${this.page.url()}, which reads:\n${await this.reads()}`)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }

  // A radio or a tick is often drawn by its label, and the box itself has no size to tap on.
  async reachable(place) {
    const kind = await place.evaluate(element => {
      if (!element.matches('input[type=radio], input[type=checkbox]') || !element.labels?.length) return 'itself'
      return element.closest('label') ? 'inside' : element.id
    })
    if (kind === 'itself') return place
    return kind === 'inside' ? place.locator('xpath=ancestor::label[1]') : this.page.locator(`label[for="${kind}"]`).first()
  }

  // Rows, cards and parts of the page that hold these words, the innermost first.
  async parts(words) {
    const all = await this.page.locator('li, tr, article, fieldset, section, form, dialog').filter({ hasText: words }).all()
    return all.reverse()
  }

  /** The page as a person reads it: visible words only, one line per line. */
  async reads() {
    const text = await this.page.locator('body').innerText()
    return text.split('\n').map(line => line.replace(/\s+/g, ' ').trim()).filter(Boolean).join('\n')
  }

  /** Waits until all these words can be read on the page. Strings or patterns. */
  async sees(...words) {
    let missing = words
    for (const until = Date.now() + patience; ; ) {
      const text = await this.reads().catch(() => '')
      missing = words.filter(word => !(word instanceof RegExp ? word.test(text) : text.includes(word)))
      if (!missing.length) return
      if (Date.now() > until) throw new Error(`Cannot read "${missing.join('", "')}" on ${this.page.url()}, which reads:\n${text}`)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }

  /** None of these words are on the page. */
  async doesNotSee(...words) {
    const text = await this.reads()
    const there = words.filter(word => (word instanceof RegExp ? word.test(text) : text.includes(word)))
    assert.deepEqual(there, [], `${this.page.url()} should not say this; it reads:\n${text}`)
  }

  /** The number of taps that this work took, kept to a budget. */
  async within(budget, work) {
    const before = this.taps
    await work()
    const taken = this.taps - before
    assert.ok(taken <= budget, `took ${taken} taps, the budget is ${budget}`)
    return taken
  }

  /** Nothing sticks out to the side, and everything to tap is at least 44 px in both directions. */
  async fitsTheHand({ least = 44 } = {}) {
    const faults = await this.page.evaluate(least => {
      const found = []
      const width = document.documentElement.clientWidth
      if (document.documentElement.scrollWidth > width) found.push(`the page is ${document.documentElement.scrollWidth - width} px wider than the screen`)
      for (const element of document.querySelectorAll('a[href], button, summary, select, input:not([type=hidden]), textarea')) {
        const target = element.matches('[type=radio], [type=checkbox]') && element.labels?.[0] ? element.labels[0] : element
        if (!target.checkVisibility?.({ visibilityProperty: true, opacityProperty: true })) continue
        const inSentence = getComputedStyle(target).display === 'inline' && target.parentElement?.matches('p, li, td, dd')
        const box = target.getBoundingClientRect()
        const offScreen = box.width <= 1 || box.height <= 1 || box.bottom < 0 || box.right < 0
        if (inSentence || offScreen) continue
        if (box.width >= least - 0.5 && box.height >= least - 0.5) continue
        // What is drawn small may still be tapped beside it: the finger decides, not the picture.
        target.scrollIntoView({ block: 'center', inline: 'center' })
        const [x, y, reach] = [(r => r.left + r.width / 2)(target.getBoundingClientRect()), (r => r.top + r.height / 2)(target.getBoundingClientRect()), least / 2 - 1]
        const hits = ([dx, dy]) => {
          const there = document.elementFromPoint(x + dx, y + dy)
          return there && (target.contains(there) || there.closest('a, button, label, summary') === target)
        }
        if (![[-reach, 0], [reach, 0], [0, -reach], [0, reach]].every(hits)) {
          found.push(`"${(target.innerText || target.ariaLabel || target.name || target.outerHTML).trim().slice(0, 60)}" is ${Math.round(box.width)} × ${Math.round(box.height)}`)
        }
      }
      return found
    }, least)
    assert.deepEqual(faults, [], `${this.page.url()} does not fit`)
  }

  /** No script error, no refused resource, no answer of the 500 kind since this person came. */
  contentedly() {
    assert.deepEqual(this.complaints, [])
  }

  /**
   * Keeps the whole page, down to its end, as target/screens/<lang>/<scheme>/<name>.png. The screen itself grows to the height of the
   * page for the picture, so that bars which keep to the edge of the screen are where the page ends and cover nothing.
   */
  async shoot(name, { folder = screens, tallest = 12_000 } = {}) {
    const file = path.join(folder, this.lang, this.scheme, `${name}.png`)
    await mkdir(path.dirname(file), { recursive: true })
    const { viewport } = devices[this.device]
    const height = await this.page.evaluate(() => Math.max(document.documentElement.scrollHeight, document.body.scrollHeight))
    if (height > viewport.height) await this.page.setViewportSize({ width: viewport.width, height: Math.min(height, tallest) })
    await this.page.screenshot({ path: file, animations: 'disabled', caret: 'hide' })
    await this.page.setViewportSize(viewport)
    return file
  }

  /** Closes this person's device. */
  async leave() {
    await this.page.context().close()
  }
}

// ---- Contact sheets ----------------------------------------------------------------------------------------------------

/**
 * All pages of a language and colour scheme side by side, on as many sheets as they take: pages in columns, long ones cut and continued at the
 * top of the next column. Answers with the files.
 */
export async function contactSheets(browser, { folder = screens, columns = 2, wide = 780, tall = 1500 } = {}) {
  const made = []
  for (const lang of await folders(folder)) {
    for (const scheme of await folders(path.join(folder, lang))) {
      const from = path.join(folder, lang, scheme)
      const pictures = (await readdir(from)).filter(name => name.endsWith('.png')).sort()
      const sheets = await arranged(pictures, from, columns, wide, tall)
      for (const [at, sheet] of sheets.entries()) {
        const file = path.join(folder, `${lang}-${scheme}-${String(at + 1).padStart(2, '0')}`)
        await writeFile(`${file}.html`, drawn(sheet, from, wide, tall))
        const page = await browser.newPage({ viewport: { width: columns * (wide + 12) + 12, height: tall + 24 } })
        await page.goto(pathToFileURL(`${file}.html`).href)
        await page.screenshot({ path: `${file}.png`, fullPage: true })
        await page.close()
        made.push(`${file}.png`)
      }
    }
  }
  return made
}

async function folders(of) {
  const entries = await readdir(of, { withFileTypes: true })
  return entries.filter(entry => entry.isDirectory()).map(entry => entry.name).sort()
}

// Which piece of which picture goes into which column of which sheet.
async function arranged(pictures, from, columns, wide, tall) {
  const caption = 22
  const all = []
  let [column, left] = [null, 0]
  const next = () => {
    column = []
    left = tall
    all.push(column)
  }
  for (const name of pictures) {
    const head = (await readFile(path.join(from, name))).subarray(16, 24)
    const height = Math.round((head.readUInt32BE(4) * wide) / head.readUInt32BE(0))
    if (!column || left < Math.min(height + caption, tall)) next()
    for (let done = 0; done < height; ) {
      if (left < caption + 40) next()
      const piece = Math.min(height - done, left - caption)
      column.push({ name, from: done, height: piece })
      left -= piece + caption
      done += piece
    }
  }
  return Array.from({ length: Math.ceil(all.length / columns) }, (_, at) => all.slice(at * columns, (at + 1) * columns))
}

function drawn(sheet, from, wide, tall) {
  const piece = ({ name, from: above, height }) => `<figcaption>${name.replace(/\.png$/, '')}${above ? ' …' : ''}</figcaption>
<div style="height: ${height}px"><img src="${pathToFileURL(path.join(from, name)).href}" style="margin-top: -${above}px" alt=""></div>`
  return `<!doctype html><meta charset="utf-8"><title>${path.basename(from)}</title>
<style>
  body { margin: 12px; font: 13px/22px system-ui, "Noto Sans CJK SC", sans-serif; background: #777; color: #fff }
  main { display: flex; gap: 12px; height: ${tall}px } figure { margin: 0; width: ${wide}px }
  div { overflow: hidden } img { width: ${wide}px; display: block } figcaption { height: 22px; overflow: hidden }
</style>
<main>${sheet.map(column => `<figure>${column.map(piece).join('')}</figure>`).join('')}</main>`
}
