/** `npm run golden`: has CPython write the fixtures again. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { root, run, say } from '../toolbox.mjs'

const python = process.env.PYTHON ?? 'python3'
for (const name of readdirSync(path.join(root, 'build/golden')).sort()) {
  if (!name.endsWith('.py')) continue
  say(name)
  await run(python, [path.join(root, 'build/golden', name)])
}
