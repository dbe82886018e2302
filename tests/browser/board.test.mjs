// The live floor in real browsers: two tablets and a wall see within a second what happens, come back by themselves, and say so when they cannot.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Person, demo, openBrowser, startShowroom } from './support.mjs'

let showroom, browser

before(async () => {
  showroom = await startShowroom({ demo: true })
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  await showroom?.stop()
})

/** Somebody who watches the floor, or the wall. */
async function watcher(login, address, device = 'tablet') {
  const person = await Person.enter(browser, showroom.url, { lang: 'zh', device })
  await person.signIn(login, demo.password)
  await person.goto(address)
  await person.page.locator('.board-live.on').waitFor()
  return person
}

/** In which lane a board shows a visit. */
const laneOf = (person, visit) => person.page.evaluate(id => document.querySelector(`.post[data-key="${id}"]`)?.closest('.lane').dataset.key ?? null, visit)

/** Sends the form of a page as its button would. */
async function sends(person, address, action, more = {}) {
  const status = await person.page.evaluate(async ([address, action, more]) => {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), 'text/html')
    const form = page.querySelector(`form[action="${action}"]`)
    const body = new URLSearchParams([...form.querySelectorAll('input[type=hidden]')].map(field => [field.name, field.value]))
    for (const [name, value] of Object.entries(more)) body.set(name, value)
    return (await fetch(action, { method: 'POST', body })).status
  }, [address, action, more])
  assert.equal(status, 200, `${action} was not taken`)
}

/** Waits until a board shows the visit in a lane; gives the milliseconds that it took since `began`. */
async function until(person, visit, lane, began) {
  await person.page.waitForFunction(([id, lane]) => document.querySelector(`.post[data-key="${id}"]`)?.closest('.lane').dataset.key === lane, [visit, lane], { polling: 20 })
  return Date.now() - began
}

test('two tablets and a wall see a visit move within a second', async t => {
  const floor = await watcher(demo.supervisor, '/board')
  const desk = await watcher(demo.receptionist, '/board', 'upright')
  const wall = await watcher(demo.supervisor, '/board/wall', 'desktop')
  const mover = await Person.enter(browser, showroom.url, { lang: 'zh' })
  await mover.signIn(demo.supervisor, demo.password)
  const visit = await floor.page.evaluate(() => document.querySelector('.lane[data-key=introduction] .post').dataset.key)
  assert.ok(visit, 'the demo has nobody at the introduction')
  const slowest = []
  for (const lane of ['tour', 'introduction', 'tour']) {
    const address = `/visits/${visit}/stage`
    await sends(mover, `${address}?to=${lane}`, address, { to: lane, reason: '客户要求' })
    // From here it is done, and everybody has a second.
    const began = Date.now()
    slowest.push(Math.max(...(await Promise.all([floor, desk, wall].map(person => until(person, visit, lane, began))))))
  }
  t.diagnostic(`after the commit: ${slowest.join(', ')} ms`)
  assert.ok(Math.max(...slowest) < 1000, `the slowest took ${Math.max(...slowest)} ms`)
  assert.equal(await laneOf(wall, visit), 'tour')
  // Clocks count on by themselves.
  const clock = () => floor.page.locator(`.post[data-key="${visit}"] .post-clock`).innerText()
  const before = await clock()
  await floor.page.waitForFunction(([id, before]) => document.querySelector(`.post[data-key="${id}"] .post-clock`).textContent !== before, [visit, before])
  for (const person of [floor, desk, wall, mover]) {
    person.contentedly()
    await person.leave()
  }
})

test('the wall names no customer, and neither does a consultant’s board', async () => {
  const floor = await watcher(demo.supervisor, '/board')
  const names = await floor.page.evaluate(() => [...document.querySelectorAll('.post-who')].map(who => who.textContent))
  assert.ok(names.length > 2)
  const known = names.filter(name => /(先生|女士)$/.test(name) && !name.includes('，'))
  assert.ok(known.length > 1, `${names}`)
  for (const [login, address] of [[demo.supervisor, '/board/wall'], [demo.consultant, '/board']]) {
    const other = await watcher(login, address)
    await other.doesNotSee(...known)
    await other.leave()
  }
  await floor.leave()
})

test('what has the focus keeps it while the board changes', async () => {
  const floor = await watcher(demo.supervisor, '/board')
  const mover = await Person.enter(browser, showroom.url, { lang: 'zh' })
  await mover.signIn(demo.supervisor, demo.password)
  const visit = await floor.page.evaluate(() => document.querySelector('.lane[data-key=tour] .post').dataset.key)
  const focused = await floor.page.evaluate(() => {
    const post = document.querySelector('.lane[data-key=negotiation] .post')
    post.querySelector('a').focus()
    return post.dataset.key
  })
  const address = `/visits/${visit}/stage`
  await sends(mover, `${address}?to=introduction`, address, { to: 'introduction', reason: '客户要求' })
  await until(floor, visit, 'introduction', Date.now())
  assert.equal(await floor.page.evaluate(() => document.activeElement.closest('.post')?.dataset.key), focused)
  await mover.leave()
  await floor.leave()
})

test('a board comes back by itself after the server was gone, and says meanwhile that it is old', async () => {
  const wall = await watcher(demo.supervisor, '/board/wall', 'desktop')
  await wall.page.evaluate(() => { window.still = true })
  const visit = await wall.page.evaluate(() => document.querySelector('.lane[data-key=introduction] .post').dataset.key)
  await showroom.crashAndRestart()
  const mover = await Person.enter(browser, showroom.url, { lang: 'zh' })
  await mover.signIn(demo.supervisor, demo.password)
  const address = `/visits/${visit}/stage`
  await sends(mover, `${address}?to=tour`, address, { to: 'tour', reason: '客户要求' })
  const took = await until(wall, visit, 'tour', Date.now())
  assert.ok(took < 3000, `it took ${took} ms`)
  await mover.leave()
  assert.ok(await wall.page.evaluate(() => window.still), 'the page was opened anew')
  await wall.leave()

  // A device whose connection is cut, and whose clock goes on for an hour.
  const context = await browser.newContext({ locale: 'zh-CN', baseURL: showroom.url })
  const page = await context.newPage()
  await page.clock.install()
  const person = new Person(page, { lang: 'zh', scheme: 'light', device: 'desktop' })
  await person.goto('/')
  await person.signIn(demo.supervisor, demo.password)
  await person.goto('/board')
  await page.locator('.board-live.on').waitFor()
  await context.setOffline(true)
  await page.clock.runFor(3600_000)
  await page.locator('body.stale').waitFor()
  await person.sees(/这是 (1:00:|59:)\d\d/)
  await context.setOffline(false)
  await page.clock.runFor(20_000)
  await page.locator('body:not(.stale) .board-live.on').waitFor()
  await context.close()
})

test('whoever signs out on another page is led to the door', async () => {
  const wall = await watcher(demo.receptionist, '/board/wall')
  await wall.page.context().clearCookies()
  const other = await Person.enter(browser, showroom.url, { lang: 'zh' })
  await other.signIn(demo.receptionist, demo.password)
  await sends(other, '/me', '/sign-out/everywhere')
  await wall.page.waitForURL(/sign-in/, { timeout: 20_000 })
  await other.leave()
  await wall.leave()
})

test('without scripts it is a page that asks for itself again', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: 'en-GB', baseURL: showroom.url })
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.fill('[name=login]', demo.supervisor)
  await page.fill('[name=password]', demo.password)
  await page.locator('main form [type=submit]').first().click()
  await page.goto('/board')
  assert.ok((await page.locator('.post').count()) > 2)
  assert.equal(await page.locator('noscript meta, head meta[http-equiv=refresh]').first().getAttribute('content'), '20')
  assert.ok(await page.locator('.board-live a').isVisible())
  await context.close()
})
