import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { Runtimes, searchPlaces } from './runtimes.ts'
import type { SearchPlaces } from './runtimes.ts'
import { temporaryFolder } from './test/folders.ts'

/** A program that answers as an interpreter would, and notes that it was asked. */
function pretend(file: string, version: string, implementation = 'CPython'): void {
  mkdirSync(path.dirname(file), { recursive: true })
  const parts = version.split('.').map(Number)
  writeFileSync(file, `#!/bin/sh\necho asked >> '${file}.log'\necho '["${implementation}", "${version}", "${file}", [${parts.join(', ')}]]'\n`)
  chmodSync(file, 0o755)
}

function asked(file: string): number {
  try {
    return readFileSync(`${file}.log`, 'utf8').split('asked').length - 1
  } catch {
    return 0
  }
}

function machine() {
  const home = temporaryFolder()
  const bin = path.join(home, 'bin')
  mkdirSync(bin)
  const places: SearchPlaces = { env: { PATH: bin }, platform: 'linux', home, standard: [path.join(home, 'usual', '*', 'bin')] }
  return { home, bin, data: path.join(home, 'data'), places }
}

const unreported = (sentence: string): void => {
  throw new Error(`nothing should be reported, got: ${sentence}`)
}

const posix = test.skipIf(process.platform === 'win32')

posix('CPythons are found on the PATH, at pyenv and in usual places, newest first, each once', async () => {
  const { home, bin, data, places } = machine()
  pretend(path.join(bin, 'python3'), '3.9.2')
  pretend(path.join(bin, 'python3.12'), '3.12.1')
  symlinkSync(path.join(bin, 'python3.12'), path.join(bin, 'python3.99'))
  pretend(path.join(home, '.pyenv', 'versions', '3.13.0', 'bin', 'python3'), '3.13.0')
  pretend(path.join(home, 'usual', 'one', 'bin', 'python3'), '3.9.2')
  pretend(path.join(bin, 'python3-config'), '3.11.0')
  pretend(path.join(bin, 'python3.7'), '3.7.16')
  pretend(path.join(bin, 'python3.10'), '3.10.0', 'PyPy')
  const runtimes = await new Runtimes(data, unreported, places).all()
  expect(runtimes.map(({ id, label, language }) => [id, label, language])).toEqual([
    ['node', expect.stringMatching(/^Node \d+\.\d+$/), 'typescript'],
    ['cpython-3.13.0', 'CPython 3.13.0', 'python'],
    ['cpython-3.12.1', 'CPython 3.12.1', 'python'],
    ['cpython-3.9.2', 'CPython 3.9.2', 'python'],
    ['cpython-3.9.2-2', 'CPython 3.9.2', 'python'],
  ])
  expect(runtimes[3]!.command).toBe(path.join(bin, 'python3'))
})

posix('an interpreter is asked once for as long as its file stays the same', async () => {
  const { bin, data, places } = machine()
  const python = path.join(bin, 'python3')
  pretend(python, '3.9.2')
  await new Runtimes(data, unreported, places).all()
  await new Runtimes(data, unreported, places).all()
  expect(asked(python)).toBe(1)
  pretend(python, '3.11.7')
  utimesSync(python, 1, 1)
  const found = await new Runtimes(data, unreported, places).all()
  expect(asked(python)).toBe(2)
  expect(found.map(({ id }) => id)).toEqual(['node', 'cpython-3.11.7'])
})

posix('one search serves all who ask, and a new one is made when asked for', async () => {
  const { bin, data, places } = machine()
  const runtimes = new Runtimes(data, unreported, places)
  expect(runtimes.known.map(({ id }) => id)).toEqual(['node'])
  expect(runtimes.all()).toBe(runtimes.all())
  await runtimes.all()
  pretend(path.join(bin, 'python3'), '3.12.1')
  expect((await runtimes.all()).map(({ id }) => id)).toEqual(['node'])
  runtimes.refresh()
  expect((await runtimes.all()).map(({ id }) => id)).toEqual(['node', 'cpython-3.12.1'])
})

posix('programs that are no interpreter, fail or print rubbish are passed over', async () => {
  const { bin, data, places } = machine()
  writeFileSync(path.join(bin, 'python3'), '#!/bin/sh\nexit 127\n', { mode: 0o755 })
  writeFileSync(path.join(bin, 'python3.9'), '#!/bin/sh\necho rubbish\n', { mode: 0o755 })
  writeFileSync(path.join(bin, 'python3.10'), 'no program', { mode: 0o644 })
  mkdirSync(path.join(bin, 'python3.11'))
  expect((await new Runtimes(data, unreported, places).all()).map(({ id }) => id)).toEqual(['node'])
})

posix('an interpreter that was removed behind its wrapper is not offered', async () => {
  const { home, bin, data, places } = machine()
  const real = path.join(home, 'elsewhere', 'python3')
  mkdirSync(path.dirname(real))
  writeFileSync(real, '', { mode: 0o755 })
  writeFileSync(path.join(bin, 'python3'), `#!/bin/sh\necho '["CPython", "3.12.1", "${real}", [3, 12, 1]]'\n`, { mode: 0o755 })
  expect(await new Runtimes(data, unreported, places).all()).toHaveLength(2)
  rmSync(real)
  expect(await new Runtimes(data, unreported, places).all()).toHaveLength(1)
})

posix('a runtime is chosen by wish, else by preference, else the newest', async () => {
  const { bin, data, places } = machine()
  pretend(path.join(bin, 'python3'), '3.9.2')
  pretend(path.join(bin, 'python3.12'), '3.12.1')
  const runtimes = new Runtimes(data, unreported, places)
  expect((await runtimes.choose('python', null)).id).toBe('cpython-3.12.1')
  expect((await runtimes.choose('python', null, 'cpython-3.9.2')).id).toBe('cpython-3.9.2')
  expect((await runtimes.choose('python', 'cpython-3.12.1', 'cpython-3.9.2')).id).toBe('cpython-3.12.1')
  expect((await runtimes.choose('python', null, 'cpython-2.0.0')).id).toBe('cpython-3.12.1')
  expect((await runtimes.choose('typescript', null, 'cpython-3.9.2')).id).toBe('node')
  await expect(runtimes.choose('python', 'cpython-3.8.0')).rejects.toThrow(
    new Error("there is no runtime 'cpython-3.8.0' for python; there is cpython-3.12.1, cpython-3.9.2"),
  )
  await expect(runtimes.choose('typescript', 'cpython-3.12.1')).rejects.toThrow(new Error("there is no runtime 'cpython-3.12.1' for typescript; there is node"))
})

posix('an interpreter that a person has chosen is kept, also where it is a link to one that was found', async () => {
  const { home, bin, data, places } = machine()
  pretend(path.join(bin, 'python3'), '3.12.1')
  const own = path.join(home, 'owls', '.venv', 'bin', 'python')
  mkdirSync(path.dirname(own), { recursive: true })
  symlinkSync(path.join(bin, 'python3'), own)
  const runtimes = new Runtimes(data, unreported, places)
  const added = await runtimes.add(own)
  expect(added).toMatchObject({ id: 'cpython-3.12.1-2', label: 'CPython 3.12.1 in owls', command: own })
  expect(await runtimes.add(own)).toEqual(added)
  // At the next start, too; and gone with its file.
  expect((await new Runtimes(data, unreported, places).all()).map(({ label }) => label)).toEqual([expect.stringMatching(/^Node/), 'CPython 3.12.1', 'CPython 3.12.1 in owls'])
  rmSync(own)
  expect(await new Runtimes(data, unreported, places).all()).toHaveLength(2)
})

posix('what is chosen and is no Python of use is refused in words, and not kept', async () => {
  const { home, data, places } = machine()
  const runtimes = new Runtimes(data, unreported, places)
  const old = path.join(home, 'python3.7')
  pretend(old, '3.7.16')
  const words = '“python3.7” is no Python that can be used here: expected a CPython 3.8 or newer, which answers when it is asked for its version.'
  await expect(runtimes.add(old)).rejects.toThrow(new Error(words))
  await expect(runtimes.add(path.join(home, 'nothing'))).rejects.toThrow(/^“nothing” is no Python/)
  expect(await runtimes.all()).toHaveLength(1)
})

posix('without Python TypeScript runs, and Python says what is missing', async () => {
  const { bin, data, places } = machine()
  const runtimes = new Runtimes(data, unreported, places)
  expect((await runtimes.choose('typescript', null)).id).toBe('node')
  await expect(runtimes.choose('python', null)).rejects.toThrow(/^No Python was found: expected a CPython 3\.8 or newer .*Install one/)
  // Installed meanwhile.
  pretend(path.join(bin, 'python3'), '3.12.1')
  expect((await runtimes.choose('python', null)).id).toBe('cpython-3.12.1')
})

posix("this machine's CPythons say what they are", async (context) => {
  const [node, ...pythons] = await new Runtimes(temporaryFolder(), unreported, searchPlaces()).all()
  expect(node!.id).toBe('node')
  if (pythons.length === 0) context.skip('there is no CPython 3.8 or newer on this machine')
  for (const { id, version, label } of pythons) {
    expect(version).toMatch(/^3\.(8|9|\d\d)\.\d+/)
    expect(id.startsWith(`cpython-${version}`)).toBe(true)
    expect(label).toBe(`CPython ${version}`)
  }
})
