// Every page for everybody: an independent checker of accessibility (axe-core, WCAG 2.2 AA) and an independent checker of HTML read each page that a
// role can reach, in both languages, in light and dark.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { HtmlValidate } from 'html-validate'
import { crawl } from './crawl.mjs'
import { Person, demo, openBrowser, startShowroom } from './support.mjs'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const html = new HtmlValidate({
  root: true,
  extends: ['html-validate:standard'],
  rules: {
    // The house writes without them; HTML allows both.
    'void-style': 'off',
    'attr-quotes': 'off',
    'doctype-style': 'off',
    // Numbers are links where they can be called; others are masked on purpose and stay together by the style.
    'tel-non-breaking': 'off',
    // What a long line of markup looks like is nobody's business.
    'no-trailing-whitespace': 'off',
    'long-title': 'off',
  },
})

let showroom, browser, axe

before(async () => {
  showroom = await startShowroom({ demo: true })
  browser = await openBrowser()
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
})

after(async () => {
  await browser?.close()
  await showroom?.stop()
})

/** What the checkers say about the page in front of this person. */
async function faults(person, address) {
  // The page's own policy forbids scripts from elsewhere; the checker comes in through the browser.
  const found = await person.page.evaluate(
    async ({ axe, rules }) => {
      if (!window.axe) new Function(axe).call(window)
      const { violations } = await window.axe.run(document, { runOnly: rules, resultTypes: ['violations'] })
      return violations.map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => `${node.html.slice(0, 140)} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message ?? ''}`).join(' | ')}`)
    },
    { axe, rules },
  )
  const source = await person.page.evaluate(async () => (await fetch(location.href)).text())
  const report = await html.validateString(source)
  for (const { messages } of report.results) for (const one of messages) found.push(`${one.ruleId}: ${one.message} (line ${one.line}:${one.column})`)
  return found.map(fault => `${address} ${fault}`)
}

for (const [role, lang, scheme] of [
  ['supervisor', 'zh', 'light'],
  ['supervisor', 'en', 'dark'],
  ['administrator', 'zh', 'dark'],
  ['administrator', 'en', 'light'],
  ['consultant', 'zh', 'dark'],
  ['consultant', 'en', 'light'],
  ['receptionist', 'zh', 'light'],
  ['receptionist', 'en', 'dark'],
  ['cashier', 'zh', 'dark'],
  ['cashier', 'en', 'light'],
]) {
  test(`nobody is shut out of the pages of a ${role}, in ${lang}, ${scheme}`, async () => {
    const person = await Person.enter(browser, showroom.url, { lang, scheme })
    await person.signIn(demo[role], demo.password)
    const found = new Set()
    const kinds = await crawl(person, async ({ address }) => (await faults(person, address)).forEach(fault => found.add(fault)))
    assert.deepEqual([...found].slice(0, 40), [])
    assert.ok(kinds.length >= 5, `only ${kinds.length} kinds of pages: ${kinds}`)
    await person.leave()
  })
}
