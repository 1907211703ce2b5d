/** Pages that the shell itself shows: the step from the address with the token to the one without, and refusals. */
import type { Refusal } from './gate.ts'

/** The desk, ink and honey of the app's own pages. */
const STYLE = `:root { color-scheme: light dark; --desk: #f4f1eb; --ink: #211f1b; --ink-2: #524d46 }
@media (prefers-color-scheme: dark) { :root { --desk: #131210; --ink: #f1eee8; --ink-2: #bdb7ad } }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--desk); color: var(--ink); font: 15px/24px system-ui, sans-serif }
main { max-width: 480px; padding: 24px }
h1 { margin: 0 0 8px; font-size: 20px; line-height: 26px; font-weight: 600 }
p { margin: 0 0 16px; color: var(--ink-2) }
a { color: inherit }
code { font-family: ui-monospace, monospace; font-size: 13px; color: var(--ink) }`

/**
 * Goes on to the app. Not a redirect: a browser that came from another site's link would not send the new cookie
 * with it. From this page it does.
 */
export const WELCOME = page('Managerie', '<p>Opening Managerie…</p><p><a href="/">Go on</a></p>', '<meta http-equiv="refresh" content="0;url=/">')

export function refusalPage(why: Refusal): string {
  return page('Managerie: no entry', REFUSALS[why])
}

export const NOT_FOUND = page('Managerie: not found', '<p>There is no such file. <a href="/">Open Managerie</a></p>')

const AGAIN = '<p>Open the address that <code>managerie web</code> or <code>npm start</code> printed, all of it: the part after <code>token=</code> is the key. It is a new one at each start.</p>'

const REFUSALS: Readonly<Record<Refusal, string>> = {
  'no token': `<p>This is Managerie, and this browser has no key to it.</p>${AGAIN}`,
  'wrong token': `<p>This is Managerie, and the key that came is not the present one.</p>${AGAIN}`,
  method: '<p>Only GET and HEAD are answered here.</p>',
  host: '<p>This is Managerie, reached under a name that is not this machine’s. Use 127.0.0.1 or localhost.</p>',
  origin: '<p>Another web page asked for this. Managerie answers its own page only.</p>',
  site: '<p>Another web page asked for this. Managerie answers its own page only.</p>',
  path: '<p>No page of Managerie has such an address.</p>',
}

function page(title: string, body: string, head = ''): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${STYLE}</style>${head}</head><body><main><h1>Managerie</h1>${body}</main></body></html>\n`
}
