/**
 * Renews the reference screenshots, and shows those that changed, before and after, in test-results/screenshots.html.
 * Arguments go to Playwright: `node app/e2e/renew-screenshots.mjs --project=web`.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const root = path.join(import.meta.dirname, '../..')
const references = path.join(import.meta.dirname, 'screenshots')
const before = path.join(root, 'test-results-before')
const page = path.join(root, 'test-results/screenshots.html')

mkdirSync(references, { recursive: true })
rmSync(before, { recursive: true, force: true })
cpSync(references, before, { recursive: true })
const { status } = spawnSync(
  process.execPath,
  [path.join(root, 'node_modules/@playwright/test/cli.js'), 'test', '-c', 'app/e2e/playwright.config.ts', 'screenshots.spec', 'views.spec', '--update-snapshots=changed', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
)

const read = (folder, name) => (existsSync(path.join(folder, name)) ? readFileSync(path.join(folder, name)).toString('base64') : undefined)
const changes = readdirSync(references)
  .map((name) => ({ name, old: read(before, name), now: read(references, name) }))
  .filter(({ old, now }) => old !== now)
rmSync(before, { recursive: true, force: true })

const image = (data, label) => `<figure><figcaption>${label}</figcaption>${data === undefined ? 'none' : `<img src="data:image/png;base64,${data}">`}</figure>`
const difference = ({ old, now }) =>
  old === undefined ? '' : `<figure><figcaption>difference</figcaption><div class="over"><img src="data:image/png;base64,${old}"><img src="data:image/png;base64,${now}"></div></figure>`
mkdirSync(path.dirname(page), { recursive: true })
writeFileSync(
  page,
  `<!doctype html><meta charset="utf-8"><title>Renewed screenshots</title>
<style>body{font:14px system-ui;margin:16px}section{display:flex;gap:12px;align-items:start}figure{margin:0;flex:1;min-width:0}img{width:100%;border:1px solid #999}
.over{position:relative;background:#000}.over img{border:0;display:block}.over img+img{position:absolute;inset:0;mix-blend-mode:difference}</style>
${changes.map((change) => `<h2>${change.name}</h2><section>${image(change.old, 'before')}${image(change.now, 'after')}${difference(change)}</section>`).join('\n')}
${changes.length === 0 ? '<p>Nothing has changed.</p>' : ''}`,
)
console.log(`${changes.length} screenshots changed${changes.length === 0 ? '' : `: ${changes.map(({ name }) => name).join(', ')}`}. See ${path.relative(root, page)}`)
process.exitCode = status ?? 1
