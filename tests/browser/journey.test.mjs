// A real day, as five people live it with tablets in their hands: an empty house is set up, a party walks in, is shown around and leaves, is
// called, comes again to the same consultant, puts money down and signs. Once in Chinese and once in English, nothing mocked; after each step
// the page is read as a person would read it, and every tap is counted against the budget.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Person, openBrowser, startShowroom } from './support.mjs'

/** Taps that a task may take; the same table stands in the README. */
const budget = {
  'check in a returning customer': 3,
  'go on to the next stage': 1,
  'see a party out, with everything noted': 6,
  'deposit, from the negotiation page': 8,
  'record a follow-up that nobody answered': 5,
  'note a call that came in': 4,
}

const password = 'a-long-password-1'
const casts = {
  zh: {
    showroom: '云栖湾营销中心', supervisor: '孙建国', receptionist: '何晓晓', cashier: '钱慧', first: '李静', second: '王磊', customer: '陈志远', party: '灰大衣，一家三口',
    route: '主线', stops: ['沙盘', 'B 户型样板间', '中心花园'], merits: ['客厅开间四米二', 'U 型厨房'], type: 'B 户型 · 三房', phone: '13812345678', elder: '13912340000',
  },
  en: {
    showroom: 'Harbour View Sales Centre', supervisor: 'Sam Sullivan', receptionist: 'Helen Hart', cashier: 'Carl Quinn', first: 'Lea Jensen', second: 'Walt Lane', customer: 'Dennis Chen', party: 'Grey coat, family of three',
    route: 'Main route', stops: ['The model', 'Type B show flat', 'The garden'], merits: ['Living room 4.2 m wide', 'U-shaped kitchen'], type: 'Type B · three bedrooms', phone: '13812345678', elder: '13912340000',
  },
}

let browser
before(async () => (browser = await openBrowser()))
after(async () => browser?.close())

for (const lang of ['zh', 'en']) {
  test(`from the empty house to the stored contract, in ${lang}`, { timeout: 480_000 }, async t => {
    const showroom = await startShowroom()
    t.after(() => showroom.stop())
    const cast = casts[lang]
    const say = (zh, en) => (lang === 'zh' ? zh : en)
    const taken = {}
    const people = []
    let steps = 1
    const enter = async (login, name) => {
      const person = await Person.enter(browser, showroom.url, { lang })
      await person.signIn(login, password)
      await person.sees(name)
      people.push(person)
      return person
    }
    // One step of the day: the first that fails ends the day, and leaves a picture of what everybody saw.
    const step = async (name, work) => {
      try {
        await work()
      } catch (error) {
        for (const [at, person] of people.entries()) await person.shoot(`journey-failed-${at}`).catch(() => null)
        throw new Error(`${name}: ${error.message}`, { cause: error })
      }
      t.diagnostic(name)
      if (process.env.PICTURES) for (const [at, person] of people.entries()) await person.shoot(`journey-${String(steps).padStart(2, '0')}-${at}`)
      steps += 1
    }
    const count = async (task, person, work) => {
      const before = person.taps
      await work()
      taken[task] = Math.max(taken[task] ?? 0, person.taps - before)
    }
    const nobodyHere = say('现场还没有客户', 'Nobody is here')
    const words = {
      save: say('保存', 'Save'),
      stages: say(['接待', '介绍', '带看', '洽谈', '登记', '跟进', '认购', '签约'], ['Reception', 'Introduction', 'Tour', 'Negotiation', 'Registration', 'Tracking', 'Deposit', 'Contract']),
    }
    /** The stage strip: where the journey stands, as it is read. */
    const stands = async (person, stage) => {
      const now = await person.page.locator('.steps [aria-current=step] .step-label').innerText()
      assert.equal(now, words.stages[stage - 1], `${person.page.url()} stands at ${now}`)
    }

    /** The unit in the grid, as a colleague reads it. */
    const unitIs = async (person, state) => {
      await person.goto('/units')
      const text = await person.page.getByRole('link', { name: /1-1201/ }).innerText()
      assert.ok(text.includes(state), `the grid says: ${text}`)
    }

    let supervisor, desk, lea, walt, cashier

    await step('the house is set up, and its people and units are written down', async () => {
      const first = await Person.enter(browser, showroom.url, { lang })
      await first.sees(say('开始使用 Showroom', 'Set up your showroom'))
      await first.fill(say('展厅名称', 'Name of the showroom'), cast.showroom)
      await first.tap(say('房产', 'Homes'))
      await first.choose(say('所在时区', 'Time zone'), 'Asia/Shanghai')
      await first.choose(say('货币', 'Currency'), 'CNY')
      await first.fill(say(/^姓名/, /^Name$/), cast.supervisor)
      await first.fill(say(/^登录名/, /^(Login|User|Sign-in)/), 'sun')
      await first.fill(say(/^密码/, /^Password$/), password)
      await first.fill(say(/^再次输入密码/, /once more/), password)
      await first.tap(say('创建展厅', 'Create the showroom'))
      await first.sees(say('登录', 'Sign in'))
      await first.leave()

      supervisor = await enter('sun', cast.supervisor)
      await supervisor.sees(cast.showroom, nobodyHere)
      for (const [name, login, role] of [
        [cast.receptionist, 'he', say('前台', 'Receptionist')],
        [cast.first, 'li', say('置业顾问', 'Consultant')],
        [cast.second, 'wang', say('置业顾问', 'Consultant')],
        [cast.cashier, 'qian', say('财务', 'Cashier')],
      ]) {
        await supervisor.goto('/staff')
        await supervisor.tap(say('添加员工', 'Add a person'))
        await supervisor.fill(say(/^姓名/, /^Name/), name)
        await supervisor.fill(say(/^登录名/, /^Sign-in name/), login)
        await supervisor.tap(role, { within: say('角色', 'Role') })
        await supervisor.fill(say(/^初始密码/, /^First password/), password)
        await supervisor.tap(say('添加员工', 'Add a person'))
        await supervisor.sees(name, login)
      }

      await supervisor.tap(say('房源', 'Units'))
      await supervisor.sees(say('还没有房源', 'No units yet'))
      await supervisor.tap(say('新增户型', 'Add a type'))
      await supervisor.fill(say('代号', 'Short name'), 'B')
      await supervisor.fill(say('中文名称', 'Name in Chinese'), casts.zh.type)
      await supervisor.fill(say('英文名称', 'Name in English'), casts.en.type)
      await supervisor.fill(say('房间', 'Rooms'), '3')
      await supervisor.fill(say('建筑面积', 'Gross area'), '112')
      await supervisor.fill(say('卖点（中文，每行一条）', 'Merits in Chinese, one a line'), casts.zh.merits.join('\n'))
      await supervisor.fill(say('卖点（英文', 'Merits in English, line by line'), casts.en.merits.join('\n'))
      await supervisor.tap(words.save)
      for (const [floor, code, price] of [[12, '1-1201', '3415000'], [12, '1-1202', '3440000'], [13, '1-1301', '3460000']]) {
        await supervisor.goto('/units/new')
        await supervisor.tap(cast.type)
        await supervisor.fill(say('楼栋或展厅', 'Building or hall'), '1')
        await supervisor.fill(say('楼层', 'Floor'), floor)
        await supervisor.fill(say('房号', 'Number'), code)
        await supervisor.fill(say('表价', 'List price'), price)
        await supervisor.fill(say('底价', 'Floor price'), '3200000')
        await supervisor.fill(say('预售许可', 'Pre-sale licence'), '杭售许字（2026）第 00188 号')
        await supervisor.tap(words.save)
        await supervisor.sees(code, say('在售', 'For sale'))
      }
      await supervisor.goto('/units')
      await supervisor.tap(say('带看路线', 'Tour routes'))
      await supervisor.tap(say('新增路线', 'Add a route'))
      await supervisor.fill(say('中文名称', 'Name in Chinese'), casts.zh.route)
      await supervisor.fill(say('英文名称', 'Name in English'), casts.en.route)
      for (const at of [0, 1, 2]) {
        await supervisor.fill(say(`第 ${at + 1} 站（中文）`, `Stop ${at + 1} in Chinese`), casts.zh.stops[at])
        await supervisor.fill(say(`第 ${at + 1} 站（英文）`, `Stop ${at + 1} in English`), casts.en.stops[at])
      }
      await supervisor.choose(say('第 2 站展示的户型', 'Type shown at stop 2'), cast.type)
      await supervisor.tap(words.save)
      await supervisor.sees(cast.route, cast.stops[1])
    })

    await step('consultants clock in, and the queue stands in that order', async () => {
      desk = await enter('he', cast.receptionist)
      await desk.sees(say('还没有顾问上岗', 'No consultant has clocked in'))
      lea = await enter('li', cast.first)
      await lea.tap(say('上岗', 'Clock in'))
      await lea.sees(say('可接待', 'Free'))
      walt = await enter('wang', cast.second)
      await walt.tap(say('上岗', 'Clock in'))
      cashier = await enter('qian', cast.cashier)
      await desk.goto('/')
      await desk.sees(new RegExp(`${cast.first}[^]*${cast.second}`))
    })

    await step('somebody phones and does not say who, and the day counts it', async () => {
      await count('note a call that came in', desk, async () => {
        await desk.tap(say('接听来电', 'Take a call'))
        await desk.tap(say('网络平台', 'Online'))
        await desk.tap(say('价格', 'Price'))
        await desk.tap(say('记下来电', 'Note the call'))
      })
      await desk.sees(say('来电 1 通', '1 call came in'), say('没有留下姓名', 'Gave no name'), say('未留号码', 'No number'))
      await supervisor.goto('/reports')
      await supervisor.sees(say(/来电\s+1\s/, /Calls in\s+1\s/))
      await desk.goto('/')
    })

    await step('a party walks in with a number nobody knows, and is given to the first in turn', async () => {
      await desk.tap(say('接待', 'Receive'))
      await desk.type(say('电话', 'Number'), cast.phone)
      await desk.sees(say('新号码', 'A new number'))
      await desk.tap(say('下一步：安排顾问', 'Next: the consultant'))
      await desk.sees(say(/请先问/, /Please ask first/))
      assert.equal((await desk.value(say('电话', 'Number'))).replace(/\D/g, ''), cast.phone, 'what was typed is still there')
      await desk.tap(say('否', 'No'), { within: say('以前来过吗', 'Been here before?') })
      await desk.tap(say('否', 'No'), { within: say('之前打过电话', 'Phoned before') })
      await desk.tap(say('下一步：安排顾问', 'Next: the consultant'))
      await desk.sees(cast.first, say('计一次轮序', 'Costs a turn'))
      await desk.tap(say(`交给 ${cast.first}`, `Give to ${cast.first}`))
      await desk.sees(say(`等 ${cast.first} 来接`, `Waiting for ${cast.first}`))
    })

    let visit
    await step('reception and introduction: the needs are noted, one of them not said', async () => {
      await lea.goto('/')
      await lea.tap(say('我已接到客户', 'I have them'))
      visit = new URL(lea.page.url()).pathname
      await stands(lea, 2)
      const needs = say(
        [['主要是为了什么', '改善居住'], ['总价大概', '不愿透露'], ['需要几房', '三房'], ['家里还有谁', '配偶']],
        [['What is the home for', 'Moving up'], ['What total would', 'Would not say'], ['How many bedrooms', 'Three'], ['Who else decides', 'Spouse']],
      )
      for (const [question, answer] of needs) await lea.tap(answer, { within: question })
      await lea.tap(say('记下需求', 'Keep the answers'))
      await lea.sees(say('已了解 4 / ', '4 of '))
    })

    await step('tour: the route is chosen before leaving, likes and worries are noted at the stops', async () => {
      await count('go on to the next stage', lea, () => lea.tap(say('下一步：带看', 'Next: Tour')))
      await stands(lea, 3)
      await lea.sees(cast.route, say('合需求', 'Suits them'))
      await lea.tap(say('走这条', 'Take this one'))
      await lea.tap(say('喜欢', 'Likes it'), { within: cast.stops[1] })
      await lea.tap(cast.merits[0], { within: cast.stops[1] })
      await lea.tap(say('有顾虑', 'Worries'), { within: cast.stops[2] })
      await lea.tap(say('暂时离开', 'I must leave them'))
      await lea.sees(say('客户独处', 'Alone for'))
      await desk.goto('/')
      await desk.sees(say('已回到身边', 'With them again'))
      await lea.tap(say('已回到身边', 'With them again'))
      await lea.tap(say('路线走完', 'The route is walked'))
      await lea.sees(say('路线已走完', 'Route walked'))
    })

    await step('negotiation: signals move the intent, an objection is answered, a quote is made', async () => {
      await count('go on to the next stage', lea, () => lea.tap(say('下一步：洽谈', 'Next: Negotiation')))
      await stands(lea, 4)
      await lea.tap(say(/认真问价/, /Asked the price/))
      await lea.tap(say(/问贷款税费/, /Asked about loan/))
      await lea.tap(say('价格', 'Price'), { within: say('别的异议', 'Another one') })
      await lea.sees(say('1 个未解', '1 open'))
      await lea.tap(say('已答复', 'It is settled'))
      await lea.sees(say('都已答复', 'None open'))
      await lea.tap(say('做计划书', 'Make a quote'), { within: '1-1201' })
      await lea.sees('1-1201', '3,415,000')
      await lea.tap(say('生成报价', 'Make the quote'))
      await lea.sees(say('有效', 'Valid'), '3,415,000')
    })

    await step('they leave without a deposit: papers, the next date, walked to the door', async () => {
      await lea.goto(visit)
      await lea.sees(say('已出的计划书', 'Quotes'))
      await count('see a party out, with everything noted', lea, async () => {
        await lea.tap(say('送客', 'See them out'))
        await lea.tap(say('明天', 'Tomorrow'))
        await lea.tap(say('楼书', 'Brochure'))
        await lea.tap(say('户型图', 'Floor plan'))
        await lea.tap(say('送到门口', 'Walked to the door'))
        await lea.tap(say('送客离场', 'See them out'))
      })
      await stands(lea, 5)
      await desk.goto('/')
      await desk.sees(nobodyHere)
    })

    let customer
    await step('registration: the card is completed the same day, consent given, graded B', async () => {
      await lea.sees(say('把客户卡填完整', 'Complete the card'))
      customer = new URL(lea.page.url()).pathname
      await lea.tap(say('去办理', 'Go'))
      await lea.fill(say('姓名', 'Name'), cast.customer)
      await lea.tap(say('先生', 'Mr'))
      await lea.fill(say('居住或工作区域', 'Lives or works in'), say('拱墅区', 'Gongshu'))
      await lea.tap(say('短视频', 'Short video'))
      const rest = say(
        [['面积大概', '100–120 ㎡'], ['什么时候定下来', '三个月内'], ['怎么付款', '商业贷款']],
        [['What area', '100–120 m²'], ['When would you like to decide', 'Within three months'], ['How would you like to pay', 'Commercial loan']],
      )
      for (const [question, answer] of rest) await lea.tap(answer, { within: question })
      await lea.tap(say('保存客户卡', 'Save the card'))
      await lea.sees(cast.customer, say('已填完整', 'Complete'), say('拱墅区', 'Gongshu'))
      await lea.tap(say('隐私告知', 'Privacy notice'))
      await lea.sees(say('第 1 版', 'Version 1'))
      for (const question of await lea.page.locator('fieldset').all()) {
        await question.locator('label').filter({ hasText: say('是', 'Yes') }).first().tap()
      }
      await lea.tap(say('保存答复', 'Save the answers'))
      await lea.sees(say('已告知并同意', 'Notice agreed to'))
      await lea.tap(say(/评定等级|调整等级/, /Set the grade|Change the grade/))
      await lea.sees(say(/建议 [A-D] 级/, /Suggested: [A-D]/))
      await lea.tap(/^B\b/)
      await lea.fill(say('与建议不同的理由', 'Why it differs'), say('三个月内定，和家人商量', 'Decides within three months, asks the family'))
      await lea.tap(say('确定等级', 'Set this grade'))
      await lea.sees(say(/评定等级：B/, /Graded: B/))
      await stands(lea, 6)
    })

    await step('follow-up: nobody answers at first; then they are reached and will come again', async () => {
      await lea.tap(say('跟进', 'Follow-up'))
      await lea.sees(cast.customer)
      await count('record a follow-up that nobody answered', lea, async () => {
        await lea.tap(new RegExp(cast.customer))
        await lea.sees('138 1234 5678', say('可以这样说', 'What to say'), cast.stops[1])
        await lea.tap(say('没接、没回', 'No answer'))
        await lea.tap(say('保存跟进', 'Save'))
      })
      await lea.sees(say('跟进已记录', 'Recorded'))
      await lea.tap(say('跟进', 'Follow-up'))
      await lea.tap(new RegExp(cast.customer))
      await lea.tap(say('联系上了', 'Reached'))
      await lea.tap(say('会再来', 'Will come again'))
      await lea.fill(say('补充几句', 'In a few words'), say('周末带父母来', 'Brings the parents at the weekend'))
      await lea.tap(say('保存跟进', 'Save'))
      await lea.sees(say('跟进已记录', 'Recorded'), say('联系上了', 'Reached'))
    })

    await step('they come again: found by the number, the same consultant, at no cost of a turn', async () => {
      await desk.goto('/')
      await count('check in a returning customer', desk, async () => {
        await desk.tap(say('接待', 'Receive'))
        await desk.type(say('电话', 'Number'), cast.phone)
        await desk.sees(say('就是这位', 'This is the one'), say('两个问题系统已知', 'The file answers both'))
        await desk.tap(say('下一步：安排顾问', 'Next: the consultant'))
        await desk.sees(cast.first, say('不占轮序', 'Costs no turn'))
        await desk.tap(say(`交给 ${cast.first}`, `Give to ${cast.first}`))
      })
      await desk.sees(cast.customer, say(`等 ${cast.first} 来接`, `Waiting for ${cast.first}`))
      await desk.tap(say('台账', 'Ledger'))
      await desk.sees(say('老客户找归属顾问', 'Comes back to their own consultant'), say('新客户，轮到', 'New visitor, next in turn'))
      await lea.goto('/')
      await lea.tap(say('我已接到客户', 'I have them'))
      visit = new URL(lea.page.url()).pathname
      await lea.sees(cast.customer, 'B')
    })

    await step('at the negotiation again; the deposit is drafted, and the unit is gone from the market', async () => {
      await stands(lea, 4)
      await count('deposit, from the negotiation page', lea, async () => {
        await lea.tap(say('办认购', 'Take the deposit'), { within: '1-1201' })
        await lea.fill(say('证件号码', 'ID number'), '11010519491231002X')
        await lea.tap(say('买受人已看过合同文本和公示', 'The buyers have seen the contract'))
        await lea.sign(say('买受人签名', "The buyers' signature"))
        await lea.tap(say('签署认购书', 'Sign the agreement'))
      })
      await lea.sees(say('待收款', 'Waiting for the money'), cast.customer)
      await unitIs(walt, say('认购', 'Deposit'))
    })

    await step('the cashier confirms the money', async () => {
      await cashier.goto('/cashier')
      await cashier.tap(/1-1201/)
      await cashier.tap(say('手机支付', 'By phone'))
      await cashier.tap(say('确认收款并开收据', 'Confirm and write the receipt'))
      await cashier.sees(say('已收款', 'Paid'), 'SJ-')
    })

    await step('the contract: papers, terms, price, sign-off, signature, plan, stored', async () => {
      await lea.page.reload()
      await stands(lea, 8).catch(() => null)
      await lea.tap(say('准备签约', 'Prepare a contract'))
      await lea.tap(say('开始准备', 'Prepare it'))
      const contract = new URL(lea.page.url()).pathname
      const done = () => lea.tap(say('完成这一步', 'This step is done'))
      await done()
      await lea.sees(say(/为什么可以继续|请说明|原因/, /Why it may go on|reason/))
      await lea.fill(say('为什么可以继续', 'Why it may go on'), say('流水周一补', 'Statements come on Monday'))
      await done()
      await done()
      await done()
      await lea.sees(say('等待案场经理', 'Waits for the'))
      await supervisor.goto(contract)
      await supervisor.tap(say('完成这一步', 'This step is done'))
      await lea.goto(contract)
      await lea.sign(say('买受人签名', 'Signature of the buyers'))
      await done()
      await lea.sees(say('已签署', 'Signed'))
      await done()
      await lea.sees(say('付款计划', 'Payment plan'))
      await done()
      await lea.sees(say('已归档', 'Stored'))
      await unitIs(walt, say('签约', 'Contract'))
    })

    await step('they leave with a contract, and the day reads right', async () => {
      await lea.goto(visit)
      await lea.tap(say('送客', 'See them out'))
      await lea.tap(say('送客离场', 'See them out'))
      await lea.sees(say('已成交', 'Bought'))
      await desk.goto('/')
      await desk.sees(nobodyHere)
      await desk.goto('/turns')
      const ledger = await desk.page.locator('tr', { hasText: cast.first }).first().innerText()
      assert.deepEqual(ledger.match(/\d+/g), ['1', '0', '0', '1', '0', '0'], `one turn taken, one kept, nothing owed: ${ledger}`)
      await supervisor.goto('/visits')
      await supervisor.sees(say('签约', 'Contract'), say('再考虑', 'Thinking it over'))
    })

    for (const person of people) person.contentedly()
    // The taps that were really taken; a page that needs more than its budget is mended, not the budget.
    for (const [task, most] of Object.entries(budget)) {
      t.diagnostic(`${task}: ${taken[task]} taps, at most ${most}`)
      assert.ok(taken[task] <= most, `${task} took ${taken[task]} taps, the budget is ${most}`)
    }
  })
}
