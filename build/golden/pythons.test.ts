/** The checker of golden files can fail. Where there is no Python at all, says so. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const here = fileURLToPath(new URL('.', import.meta.url))
const python = process.env['PYTHON'] ?? 'python3'

function isThere(): boolean {
  try {
    execFileSync(python, ['--version'])
    return true
  } catch {
    console.warn(`skipped: no ${python} on PATH`)
    return false
  }
}

test.skipIf(!isThere())('golden files are compared by --check, and written and removed without it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const keep = (check: boolean, files: Record<string, unknown>) => {
    const text = `import json, pythons; pythons.GOLDEN = ${JSON.stringify(folder)}; f = pythons.Folder('x', ${check ? 'True' : 'False'})
for name, content in json.loads(${JSON.stringify(JSON.stringify(files))}).items(): f.put(name, content)
f.finish()`
    const { status, stdout } = spawnSync(python, ['-B', '-c', text], { cwd: here, encoding: 'utf8', env: { ...process.env, PYTHONPATH: here } })
    return [status, stdout]
  }
  expect(keep(false, { a: 1, b: [2] })).toEqual([0, 'written: a\nwritten: b\nx: 2 files, 2 written\n'])
  expect(keep(true, { a: 1, b: [2] })).toEqual([0, 'x: 2 files, 0 differs\n'])
  expect(keep(true, { a: 1, b: [3] })).toEqual([1, 'differs: b\nx: 2 files, 1 differs\n'])
  expect(keep(true, { a: 1 })).toEqual([1, 'differs: b.json\nx: 1 files, 1 differs\n'])
  expect(keep(false, { a: 1 })).toEqual([0, 'written: b.json\nx: 1 files, 1 written\n'])
  expect(keep(true, { a: 1 })).toEqual([0, 'x: 1 files, 0 differs\n'])
})
