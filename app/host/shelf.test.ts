/** Workspaces of one's own and folders on disk: kept, changed, found again, and never written over. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { FolderPlaces } from './folder-places.ts'
import { Shelf } from './shelf.ts'
import { temporaryFolder } from './test/folders.ts'
import { guessPrograms, parseManifest } from './workspace-manifest.ts'
import { Workspaces } from './workspace.ts'

const open: Shelf[] = []
afterEach(async () => {
  for (const shelf of open.splice(0)) await shelf.settle()
})

interface Noticed {
  readonly workspace: string
  readonly file: string
  readonly text: string | null
}

function makeShelf(data = temporaryFolder()) {
  const noticed: Noticed[] = []
  const reports: string[] = []
  const looks = new Set<() => void>()
  const shelf = new Shelf({
    data,
    lessons: new Workspaces(data, path.join(data, 'no lessons'), []),
    report: (sentence) => reports.push(sentence),
    onDisk: (workspace, file, text) => {
      noticed.push({ workspace, file, text })
      for (const look of [...looks]) look()
    },
  })
  open.push(shelf)
  const until = (fits: (one: Noticed) => boolean): Promise<Noticed> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = noticed.find(fits)
        if (found) resolve(found)
      }
      looks.add(look)
      look()
    })
  return { data, shelf, noticed, reports, until }
}

const bees = {
  name: 'Bees',
  language: 'python' as const,
  files: [
    { name: 'hive.py', text: 'import queen\n' },
    { name: 'queen.py', text: '' },
  ],
  programs: [{ name: 'hive', role: 'server' as const, file: 'hive.py' }],
}

/** A folder of a person's, with a server and a client in it. */
function folderOnDisk(): string {
  const folder = path.join(temporaryFolder(), 'garden')
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'server.py'), 'from beds import Bed\nmanager.get_server().serve_forever()\n')
  writeFileSync(path.join(folder, 'beds.py'), 'class Bed: pass\n')
  writeFileSync(path.join(folder, 'visitor.py'), 'print(1)\n')
  writeFileSync(path.join(folder, 'notes.txt'), 'not a program\n')
  return folder
}
const read = (folder: string, file: string): string => readFileSync(path.join(folder, file), 'utf8')

test('a workspace is made, listed newest first, and found again by another host', async () => {
  const { data, shelf } = makeShelf()
  expect(await shelf.recent()).toEqual([])
  const first = await shelf.create(bees)
  expect(first).toMatchObject({ kind: 'own', lesson: null, name: 'Bees', language: 'python', programs: bees.programs })
  const second = await shelf.create({ ...bees, name: 'Wasps' })
  const later = makeShelf(data).shelf
  expect((await later.recent()).map(({ name }) => name)).toEqual(['Wasps', 'Bees'])
  await later.open(first.id)
  expect((await later.recent()).map(({ id }) => id)).toEqual([first.id, second.id])
  expect(await later.open(first.id)).toEqual(first)
})

test('what is typed is on disk when it is said to be, the last text wins', async () => {
  const { data, shelf } = makeShelf()
  const { id } = await shelf.create(bees)
  await Promise.all(['a', 'ab', 'abc'].map((text) => shelf.saveFile(id, 'hive.py', text, undefined)))
  const found = (await makeShelf(data).shelf.open(id)).files.find(({ name }) => name === 'hive.py')
  expect(found?.text).toBe('abc')
  await expect(shelf.saveFile(id, 'wasp.py', '', undefined)).rejects.toThrow('This workspace has no file wasp.py; it has hive.py, queen.py.')
})

test('files are added, renamed and removed, and programs go with them', async () => {
  const { shelf } = makeShelf()
  const { id } = await shelf.create(bees)
  const workspace = await shelf.change(id)
  expect((await workspace.add('drone.py', 'x = 1\n')).files.map(({ name }) => name)).toEqual(['drone.py', 'hive.py', 'queen.py'])
  await expect(workspace.add('Drone.py', '')).rejects.toThrow('There is a file called “Drone.py” already.')
  await expect(workspace.add('drone.ts', '')).rejects.toThrow('A file of this workspace ends in .py, got “drone.ts”.')
  expect((await workspace.rename('hive.py', 'comb.py')).programs).toEqual([{ name: 'hive', role: 'server', file: 'comb.py' }])
  await expect(workspace.rename('comb.py', 'queen.py')).rejects.toThrow('There is a file called “queen.py” already.')
  const after = await workspace.remove('comb.py')
  expect(after.files.map(({ name }) => name)).toEqual(['drone.py', 'queen.py'])
  expect(after.programs).toEqual([])
})

test('programs are chosen, and a choice that cannot be run is refused', async () => {
  const { shelf } = makeShelf()
  const { id } = await shelf.create(bees)
  const workspace = await shelf.change(id)
  const programs = [
    { name: 'a', role: 'server' as const, file: 'hive.py' },
    { name: 'b', role: 'worker' as const, file: 'hive.py' },
  ]
  expect((await workspace.savePrograms(programs)).programs).toEqual(programs)
  await expect(workspace.savePrograms([programs[0]!, { ...programs[1]!, name: 'a' }])).rejects.toThrow('Two programs are called “a”.')
  await expect(workspace.savePrograms([{ ...programs[0]!, file: 'gone.py' }])).rejects.toThrow('a runs gone.py, and there is no such file.')
  expect((await shelf.open(id)).programs).toEqual(programs)
})

test('a removed workspace is off the list and can be had back', async () => {
  const { shelf } = makeShelf()
  const { id } = await shelf.create(bees)
  await shelf.remove(id)
  expect(await shelf.recent()).toEqual([])
  await expect(shelf.open(id)).rejects.toThrow('This workspace is not there any more.')
  await shelf.restore(id)
  expect((await shelf.recent()).map(({ name }) => name)).toEqual(['Bees'])
  expect((await shelf.open(id)).files).toHaveLength(2)
})

test('a damaged list is set aside, and own workspaces are found by their folders', async () => {
  const { data, shelf } = makeShelf()
  await shelf.create(bees)
  writeFileSync(path.join(data, 'recent.json'), '{"entries": [')
  const later = makeShelf(data)
  expect((await later.shelf.recent()).map(({ name }) => name)).toEqual(['Bees'])
  expect(later.reports.join()).toContain('recent.json was damaged')
  expect(readdirSync(data).some((name) => name.startsWith('recent.damaged-'))).toBe(true)
})

test('a damaged manifest says which field, and the rest of the list stands', async () => {
  const { data, shelf } = makeShelf()
  const { id } = await shelf.create(bees)
  await shelf.create({ ...bees, name: 'Wasps' })
  writeFileSync(path.join(data, 'own', id, 'managerie.json'), '{"managerie":1,"name":"Bees","language":"cobol","programs":[]}')
  await expect(shelf.open(id)).rejects.toThrow('managerie.json: language')
  expect((await shelf.recent()).map(({ name }) => name)).toContain('Wasps')
  expect(() => parseManifest('{"managerie":2}')).toThrow('managerie.json: managerie')
})

test('a folder opens with its programs guessed: who serves is the server, what is imported is none', async () => {
  const folder = folderOnDisk()
  const { shelf } = makeShelf()
  const workspace = await shelf.openFolder(folder)
  expect(workspace).toMatchObject({ kind: 'folder', name: 'garden', language: 'python' })
  expect(workspace.files.map(({ name }) => name)).toEqual(['beds.py', 'server.py', 'visitor.py'])
  expect(workspace.programs).toEqual([
    { name: 'server', role: 'server', file: 'server.py' },
    { name: 'visitor', role: 'client', file: 'visitor.py' },
  ])
  expect(JSON.stringify(await shelf.recent())).not.toContain(folder)
  expect(JSON.stringify(workspace)).not.toContain(path.dirname(folder))
  // Looking leaves nothing there.
  expect(readdirSync(folder).toSorted()).toEqual(['beds.py', 'notes.txt', 'server.py', 'visitor.py'])
  expect((await shelf.openFolder(folder)).id).toBe(workspace.id)
})

test.each([
  [{ 'a.ts': "await m.getServer().serveForever()", 'b.ts': "import { x } from './c'", 'c.ts': '' }, ['a server', 'b client']],
  [{ 'worker_1.py': 'x', 'main.py': 'x.serve_forever()', 'util.py': '', 'client.py': 'import os, util' }, ['main server', 'worker_1 worker', 'client client']],
  [{ 'a.py': 'import b', 'b.py': 'import a' }, ['a client', 'b client']],
])('guesses programs of %j', (files, programs) => {
  expect(guessPrograms(new Map(Object.entries(files))).map(({ name, role }) => `${name} ${role}`)).toEqual(programs)
})

test('a folder without a program, and one that is gone, say so', async () => {
  const { shelf } = makeShelf()
  const empty = temporaryFolder()
  await expect(shelf.openFolder(empty)).rejects.toThrow('There is no .ts and no .py file')
  const folder = folderOnDisk()
  const { id } = await shelf.openFolder(folder)
  renameSync(folder, `${folder}-2`)
  await expect(shelf.open(id)).rejects.toThrow('The folder “garden” is not where it was.')
  expect(await shelf.recent()).toMatchObject([{ id, missing: true }])
  await shelf.remove(id)
  expect(await shelf.recent()).toEqual([])
  expect(existsSync(`${folder}-2`)).toBe(true)
})

test('a change by another program is noticed while the folder is open', async () => {
  const folder = folderOnDisk()
  const { shelf, until } = makeShelf()
  const { id } = await shelf.openFolder(folder)
  writeFileSync(path.join(folder, 'visitor.py'), 'print(2)\n')
  expect(await until(({ file }) => file === 'visitor.py')).toEqual({ workspace: id, file: 'visitor.py', text: 'print(2)\n' })
  rmSync(path.join(folder, 'beds.py'))
  expect(await until(({ file, text }) => file === 'beds.py' && text === null)).toMatchObject({ workspace: id })
  writeFileSync(path.join(folder, 'weather.py'), 'rain = True\n')
  expect(await until(({ file }) => file === 'weather.py')).toMatchObject({ text: 'rain = True\n' })
})

test('what another program wrote is not written over: both texts are kept until the person chooses', async () => {
  const folder = folderOnDisk()
  const { data, shelf, noticed } = makeShelf()
  const { id } = await shelf.openFolder(folder)
  writeFileSync(path.join(folder, 'visitor.py'), 'theirs\n')
  await shelf.saveFile(id, 'visitor.py', 'mine\n', undefined)
  expect(read(folder, 'visitor.py')).toBe('theirs\n')
  expect(noticed).toContainEqual({ workspace: id, file: 'visitor.py', text: 'theirs\n' })
  await shelf.saveFile(id, 'visitor.py', 'mine, and more\n', undefined)
  // The app ends here.
  const later = makeShelf(data)
  const again = (await later.shelf.open(id)).files.find(({ name }) => name === 'visitor.py')
  expect(again).toMatchObject({ text: 'mine, and more\n', onDisk: 'theirs\n' })
  await later.shelf.saveFile(id, 'visitor.py', 'mine, and more\n', true)
  expect(read(folder, 'visitor.py')).toBe('mine, and more\n')
  expect((await later.shelf.open(id)).files.find(({ name }) => name === 'visitor.py')?.onDisk).toBeUndefined()
})

test('the other choice takes what is on disk, and saving goes on', async () => {
  const folder = folderOnDisk()
  const { shelf } = makeShelf()
  const { id } = await shelf.openFolder(folder)
  writeFileSync(path.join(folder, 'visitor.py'), 'theirs\n')
  await shelf.saveFile(id, 'visitor.py', 'mine\n', undefined)
  const taken = await (await shelf.change(id)).take('visitor.py')
  expect(taken.files.find(({ name }) => name === 'visitor.py')).toEqual({ name: 'visitor.py', text: 'theirs\n', original: 'theirs\n' })
  await shelf.saveFile(id, 'visitor.py', 'theirs, and mine\n', undefined)
  expect(read(folder, 'visitor.py')).toBe('theirs, and mine\n')
})

test('a file that was removed on disk keeps what was typed, until the person chooses', async () => {
  const folder = folderOnDisk()
  const { shelf } = makeShelf()
  const { id } = await shelf.openFolder(folder)
  rmSync(path.join(folder, 'visitor.py'))
  await shelf.saveFile(id, 'visitor.py', 'mine\n', undefined)
  expect(existsSync(path.join(folder, 'visitor.py'))).toBe(false)
  expect((await shelf.open(id)).files.find(({ name }) => name === 'visitor.py')).toMatchObject({ text: 'mine\n', onDisk: null })
  await shelf.saveFile(id, 'visitor.py', 'mine\n', true)
  expect(read(folder, 'visitor.py')).toBe('mine\n')
})

test.skipIf(process.platform === 'win32')('a file on disk keeps its rights, its link and the ends of its lines', async () => {
  const folder = folderOnDisk()
  const real = path.join(temporaryFolder(), 'real.py')
  writeFileSync(real, 'a\r\nb\r\n')
  chmodSync(real, 0o755)
  rmSync(path.join(folder, 'visitor.py'))
  symlinkSync(real, path.join(folder, 'visitor.py'))
  const { shelf } = makeShelf()
  const { id, files } = await shelf.openFolder(folder)
  expect(files.find(({ name }) => name === 'visitor.py')?.text).toBe('a\nb\n')
  await shelf.saveFile(id, 'visitor.py', 'a\nb\nc\n', undefined)
  expect(readFileSync(real, 'utf8')).toBe('a\r\nb\r\nc\r\n')
  expect(statSync(real).mode & 0o777).toBe(0o755)
})

test('a file that is not UTF-8 is left alone', async () => {
  const folder = folderOnDisk()
  writeFileSync(path.join(folder, 'old.py'), Buffer.from('# caf\xe9\n', 'latin1'))
  const { shelf } = makeShelf()
  expect((await shelf.openFolder(folder)).files.map(({ name }) => name)).not.toContain('old.py')
})

test('a workspace is written into a new folder, and never over something that is there', async () => {
  const { shelf } = makeShelf()
  const { id } = await shelf.create(bees)
  await shelf.saveFile(id, 'hive.py', 'typed\n', undefined)
  const place = path.join(temporaryFolder(), 'bees')
  const saved = await shelf.saveTo(id, place, 'Bees')
  expect(saved).toMatchObject({ kind: 'folder', name: 'Bees', programs: bees.programs })
  expect(readdirSync(place).toSorted()).toEqual(['hive.py', 'managerie.json', 'queen.py'])
  expect(read(place, 'hive.py')).toBe('typed\n')
  await expect(shelf.saveTo(id, place, 'Bees')).rejects.toThrow('There is something called “bees” there already.')
})

test('folders are chosen by names and ids, and no path is told', async () => {
  const home = temporaryFolder()
  mkdirSync(path.join(home, 'garden'))
  mkdirSync(path.join(home, '.hidden'))
  writeFileSync(path.join(home, 'garden', 'server.py'), '')
  const places = new FolderPlaces(home)
  const top = await places.list(undefined)
  expect(top.folders.map(({ name }) => name)).toEqual(['garden'])
  const garden = await places.list(top.folders[0]!.id)
  expect(garden).toMatchObject({ name: 'garden', parent: top.id, files: ['server.py'] })
  expect(JSON.stringify([top, garden])).not.toContain(path.join(home, 'garden'))
  expect(places.pathOf(garden.id)).toBe(path.join(home, 'garden'))
  await expect(places.list('../..')).rejects.toThrow('This folder is not known. Choose it again.')
})
