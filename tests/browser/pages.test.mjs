// Every page that a link leads to: it is there, it says what it is, it fits the hand, nothing on it is broken. For each of the five roles.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { crawl } from './crawl.mjs'
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

/** What is wrong with the page in front of this person. */
async function faults(person, { address, status, from }) {
  const found = []
  if (status !== 200) found.push(`status ${status}`)
  const page = await person.page.evaluate(() => ({
    lang: document.documentElement.lang,
    title: document.title.trim(),
    headings: document.querySelectorAll('h1').length,
    nameless: [...document.querySelectorAll('input:not([type=hidden]), select, textarea')].filter(field => !field.labels?.length && !field.ariaLabel && !field.getAttribute('aria-labelledby')).map(field => field.name),
  }))
  // Papers speak the language of the house, whoever reads them.
  const paper = /\/(paper|agreement)$|^\/receipts\//.test(new URL(address, 'http://showroom').pathname)
  if (page.lang !== person.say('zh-CN', 'en') && !paper) found.push(`is in ${page.lang}`)
  if (!page.title) found.push('has no title')
  if (page.headings !== 1) found.push(`has ${page.headings} first headings`)
  if (page.nameless.length) found.push(`has fields without a label: ${page.nameless}`)
  await person.fitsTheHand().catch(error => found.push(error.message.split('\n').slice(0, 12).join(' ')))
  found.push(...person.complaints.splice(0))
  return found.map(fault => `${address} (from ${from ?? 'nowhere'}) ${fault}`)
}

for (const role of ['supervisor', 'consultant', 'receptionist', 'cashier', 'administrator']) {
  for (const [lang, device] of [['zh', 'tablet'], ['en', role === 'supervisor' ? 'phone' : 'upright']]) {
    test(`every page that a ${role} can reach is whole, in ${lang} on the ${device}`, async () => {
      const person = await Person.enter(browser, showroom.url, { lang, device })
      await person.signIn(demo[role], demo.password)
      const found = []
      const kinds = await crawl(person, async page => found.push(...(await faults(person, page))))
      assert.deepEqual(found, [])
      assert.ok(kinds.length >= 5, `only ${kinds.length} kinds of pages: ${kinds}`)
      await person.leave()
    })
  }
}

test('an address that leads nowhere says so and offers a way on', async () => {
  const person = await Person.enter(browser, showroom.url, { lang: 'zh' })
  await person.signIn(demo.consultant, demo.password)
  assert.equal(await person.goto('/no-such-page'), 404)
  assert.ok((await person.page.locator('a[href]').count()) > 0)
  await person.leave()
})
