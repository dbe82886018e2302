// Walks the showroom by its links, as a curious person would: one page of each kind, from the first page on.

/** `/visits/123/tour?tab=x` is a page of the kind `/visits/{n}/tour?tab`. */
export function kindOf(address) {
  const url = new URL(address, 'http://showroom')
  const path = url.pathname.split('/').map(part => (/^\d+$/.test(part) ? '{n}' : part)).join('/')
  const keys = [...new Set(url.searchParams.keys())].sort().join('&')
  return keys ? `${path}?${keys}` : path
}

/** A file name for a kind of page. */
export function nameOf(kind) {
  return kind.replace(/[{}]/g, '').replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '') || 'home'
}

/**
 * Opens one page of each kind that this person can reach by links, and calls `visit({ kind, address, status, from })` on each.
 * Nothing is sent: forms stay as they are, and nobody signs out.
 */
export async function crawl(person, visit, { first = ['/'], most = 120 } = {}) {
  const origin = new URL(person.page.url()).origin
  const waiting = first.map(address => ({ address, from: null }))
  const seen = new Set(first.map(kindOf))
  const kinds = []
  while (waiting.length && kinds.length < most) {
    const { address, from } = waiting.shift()
    const status = await patiently(person, address)
    if (status === saved) continue
    const kind = kindOf(address)
    kinds.push(kind)
    await visit({ kind, address, status, from })
    for (const link of await links(person, origin)) {
      const next = kindOf(link)
      if (seen.has(next)) continue
      seen.add(next)
      waiting.push({ address: link, from: address })
    }
  }
  return kinds
}

// What a link to a file answers: the page stays, and there is nothing to look at.
const saved = 'saved'

// Somebody who turns pages faster than the door lets through waits a moment and tries again.
async function patiently(person, address) {
  for (let tries = 0; ; tries += 1) {
    const status = await person.goto(address).catch(error => {
      if (/Download is starting/.test(error.message)) return saved
      throw error
    })
    if (status !== 429 || tries === 5) return status
    await new Promise(resolve => setTimeout(resolve, 1000))
  }
}

async function links(person, origin) {
  const found = await person.page.locator('a[href]:not([download]):not([target=_blank])').evaluateAll(all => all.map(link => link.href))
  return found
    .map(link => new URL(link))
    .filter(url => url.origin === origin && !url.pathname.startsWith('/assets/') && !url.pathname.startsWith('/sign-out'))
    .map(url => url.pathname + url.search)
}
