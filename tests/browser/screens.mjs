// Makes pictures of every page: node tests/browser/screens.mjs [device …]     (./test --screens builds the program first)
//
// Starts the demo showroom, walks it by its links as several people, in both languages, light and dark, and leaves pictures of the whole pages in
// target/screens/<device>/<lang>/<scheme>/, with contact sheets for each language and scheme. Devices: tablet, upright, phone, desktop.
// LANGS=zh SCHEMES=light takes only those.

import { rm } from 'node:fs/promises'
import path from 'node:path'
import { crawl, nameOf } from './crawl.mjs'
import { Person, contactSheets, demo, devices, openBrowser, screens, startShowroom } from './support.mjs'

const wanted = process.argv.slice(2).length ? process.argv.slice(2) : ['tablet']
const unknown = wanted.filter(device => !devices[device])
if (unknown.length) {
  console.error(`There is no device ${unknown.join(', ')}; there are ${Object.keys(devices).join(', ')}.`)
  process.exit(2)
}

const langs = (process.env.LANGS || 'zh en').split(' ')
const schemes = (process.env.SCHEMES || 'light dark').split(' ')
const showroom = await startShowroom({ demo: true })
const browser = await openBrowser()
try {
  for (const device of wanted) {
    const folder = path.join(screens, device)
    await rm(folder, { recursive: true, force: true })
    for (const lang of langs) {
      for (const scheme of schemes) {
        const taken = new Set()
        for (const login of [null, demo.supervisor, demo.consultant, demo.receptionist, demo.cashier, demo.administrator]) {
          const person = await Person.enter(browser, showroom.url, { lang, scheme, device })
          if (login) await person.signIn(login, demo.password)
          await crawl(person, async ({ kind }) => {
            const name = `${login ?? 'nobody'}-${nameOf(kind)}`
            if (taken.has(nameOf(kind)) && kind !== '/') return
            taken.add(nameOf(kind))
            await person.shoot(name, { folder })
          })
          await person.leave()
        }
        console.log(`${device} ${lang} ${scheme}: ${taken.size} pages`)
      }
    }
    for (const file of await contactSheets(browser, { folder, ...(device === 'phone' ? { columns: 4, wide: 390 } : {}) })) console.log(path.relative(process.cwd(), file))
  }
} finally {
  await browser.close()
  await showroom.stop()
}
