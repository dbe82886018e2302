// The test world itself: a reader sees what is visible and nothing else, taps are counted, faults are noticed.

import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { Person, contactSheets, openBrowser } from './support.mjs'

const page = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>试</title><style>button,input,label,a{display:inline-flex;min-width:44px;min-height:44px;align-items:center}
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee } }
.box { position: absolute; opacity: 0; width: 1px; height: 1px; min-height: 0; min-width: 0 }</style>
<h1>接待 Reception</h1><p hidden>看不见</p>
<form method="post" action="/next"><label for="n">手机号</label><input id="n" name="n" inputmode="numeric">
<input class="box" type="radio" id="a" name="kind" value="首次到访"><label for="a">首次到访</label>
<button>下一步</button></form>
<ul><li>李静 <button id="li">选择</button></li><li>王强 <button id="wang">选择</button></li></ul><output></output>
<script>for (const b of document.querySelectorAll('li button')) b.onclick = () => document.querySelector('output').textContent = '选了 ' + b.id</script>`

let server, browser, url

before(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => (body += chunk))
    request.on('end', () => {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      if (request.method === 'POST') {
        response.writeHead(303, { location: `/done?${body}` }).end()
      } else if (request.url === '/broken') {
        response.writeHead(500).end('<p>坏了')
      } else if (request.url.startsWith('/done')) {
        const answers = new URL(request.url, url).searchParams
        setTimeout(() => response.end(`<meta charset="utf-8"><link rel="icon" href="data:,"><p>收到 ${answers.get('n')} ${answers.get('kind')}`), 150)
      } else {
        response.end(page.replace('<title>', '<link rel="icon" href="data:,"><title>'))
      }
    })
  })
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${server.address().port}`
  browser = await openBrowser()
})

after(async () => {
  await browser?.close()
  server?.close()
})

test('a person reads visible words, types by label, taps by words, and taps are counted', async () => {
  const person = await Person.enter(browser, url, { lang: 'zh' })
  await person.sees('接待', /reception/i)
  await person.doesNotSee('看不见')
  await person.type('手机号', '13812345678')
  assert.equal(await person.value('手机号'), '13812345678')
  const taken = await person.within(2, async () => {
    await person.tap('首次到访')
    await person.tap('下一步')
  })
  assert.equal(taken, 2)
  await person.sees('收到 13812345678 首次到访')
  person.contentedly()
  await person.leave()
})

test('the same words in two rows are told apart by the row', async () => {
  const person = await Person.enter(browser, url)
  await person.tap('选择', { within: '王强' })
  await person.sees('选了 wang')
  await person.leave()
})

test('what is not there, what is over budget and what is broken is noticed', async () => {
  const person = await Person.enter(browser, url)
  person.page.setDefaultTimeout(500)
  await assert.rejects(person.sees('看不见'), /Cannot read "看不见"/)
  await assert.rejects(person.doesNotSee('接待'))
  await assert.rejects(person.within(0, () => person.tap('选择', { within: '李静' })), /took 1 taps, the budget is 0/)
  assert.equal(await person.goto('/broken'), 500)
  assert.throws(() => person.contentedly())
  await person.leave()
})

test('small targets and pages that are too wide are noticed', async () => {
  const person = await Person.enter(browser, url)
  await person.fitsTheHand()
  await person.page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<button style="min-width:0;min-height:0;width:20px;height:20px">x</button><div style="width:3000px">-</div>'))
  await assert.rejects(person.fitsTheHand(), /wider than the screen[\s\S]*20 × 20/)
  await person.leave()
})

test('language, colours and size of the device reach the page; screens are kept and put side by side', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'showroom-screens-'))
  for (const [lang, locale] of [['zh', 'zh-CN'], ['en', 'en-GB']]) {
    for (const scheme of ['light', 'dark']) {
      const person = await Person.enter(browser, url, { lang, scheme, device: 'upright' })
      assert.equal(person.say('中', 'E'), lang === 'zh' ? '中' : 'E')
      const seen = await person.page.evaluate(() => [navigator.language, matchMedia('(prefers-color-scheme: dark)').matches, innerWidth, navigator.maxTouchPoints > 0])
      assert.deepEqual(seen, [locale, scheme === 'dark', 820, true])
      assert.ok(existsSync(await person.shoot('reception', { folder })))
      await person.leave()
    }
  }
  const sheets = await contactSheets(browser, { folder })
  assert.deepEqual(sheets.map(file => path.basename(file)), ['en-dark-01.png', 'en-light-01.png', 'zh-dark-01.png', 'zh-light-01.png'])
  await rm(folder, { recursive: true })
})
